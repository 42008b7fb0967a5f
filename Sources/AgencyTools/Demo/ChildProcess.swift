// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// A program that the demonstration starts: the real ones, as anybody would start them.
struct ChildProcess: Sendable {
    /// What a program that ended left behind.
    struct Ending: Sendable {
        /// Its exit status.
        let status: Int32
        /// What it wrote to standard output.
        let output: String
        /// What it wrote to standard error.
        let complaints: String
    }

    /// Runs a program in a folder to its end.
    static func run(
        _ program: String, _ arguments: [String], in folder: String
    ) throws(ToolFailure) -> Ending {
        let process = prepared(program, arguments, in: folder)
        let (output, complaints) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = complaints
        do {
            try process.run()
            let text = try output.fileHandleForReading.readToEnd() ?? Data()
            let said = try complaints.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            return Ending(
                status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
                complaints: String(decoding: said, as: UTF8.self))
        } catch {
            throw ToolFailure(.inputOutput, "\(program) cannot be started: \(error)")
        }
    }

    /// The number of the process, while it runs.
    let number: Int32
    private let process: Process
    /// Ends when the program does: `waitUntilExit` keeps a whole core busy until then.
    private let life: AsyncStream<Void>

    /// Starts a program in a folder; what it says goes to a file.
    init(
        _ program: String, _ arguments: [String], in folder: String, log: String
    ) throws(ToolFailure) {
        let process = Self.prepared(program, arguments, in: folder)
        let (life, end) = AsyncStream.makeStream(of: Void.self)
        process.terminationHandler = { _ in end.finish() }
        (self.process, self.life) = (process, life)
        try Files.writeNew("\(folder)/\(log)", [])
        do {
            let file = try FileHandle(forWritingTo: URL(filePath: "\(folder)/\(log)"))
            process.standardOutput = file
            process.standardError = file
            try process.run()
        } catch {
            throw ToolFailure(.inputOutput, "\(program) cannot be started: \(error)")
        }
        number = process.processIdentifier
    }

    /// Whether it still runs.
    var isRunning: Bool { process.isRunning }

    /// Asks it to stop; it may take its time.
    func ask() { if process.isRunning { kill(number, SIGTERM) } }

    /// Asks it to stop, waits for it, and gives its exit status.
    func stop() async -> Int32 {
        ask()
        return await wait()
    }

    /// Waits for its end, and gives its exit status.
    func wait() async -> Int32 {
        for await _ in life {}
        return process.terminationStatus
    }

    private static func prepared(
        _ program: String, _ arguments: [String], in folder: String
    ) -> Process {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder)
        process.standardInput = FileHandle.nullDevice
        return process
    }
}
