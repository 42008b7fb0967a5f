// SPDX-License-Identifier: Apache-2.0

package import Foundation
import Glibc

/// A program of the project, or of the system, run as anybody would run it.
package enum Program {
    /// The folder of the programs that were built with these tests.
    package static var folder: URL {
        URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    }

    /// A program of the project.
    package static func built(_ name: String) -> URL { folder.appending(path: name) }

    /// A program of the system, when it is there.
    package static func installed(_ name: String) -> URL? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.map { URL(filePath: String($0)).appending(path: name) }.first {
            FileManager.default.isExecutableFile(atPath: $0.path)
        }
    }

    /// How a program ended.
    package struct Ending: Sendable {
        /// Its exit status.
        package let status: Int32
        /// What it said on both outputs.
        package let output: String
    }

    /// Runs a program to its end; what it says on both outputs is one text.
    package static func run(_ program: URL, _ arguments: [String], in folder: URL) throws -> Ending
    {
        let process = Process()
        let output = Pipe()
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Ending(
            status: process.terminationStatus, output: String(decoding: text, as: UTF8.self))
    }

    /// Runs a program that takes long to its end on a thread of its own.
    ///
    /// Tests share as many threads as the machine has processors: one that waits on its own thread
    /// lets the others go on, some of which wait for an answer only for so long.
    package static func runAside(
        _ program: URL, _ arguments: [String], in folder: URL
    ) async throws -> Ending {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try run(program, arguments, in: folder) })
            }
        }
    }

    /// Starts a program that goes on; its output goes to a file in the folder.
    package static func start(_ program: URL, _ arguments: [String], in folder: URL) throws
        -> Process
    {
        let log = folder.appending(path: "daemon.log")
        try Data().write(to: log)
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: log)
        process.standardError = process.standardOutput
        try process.run()
        return process
    }

    /// A new folder of this test alone.
    package static func freshFolder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "baton-story-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    /// A port that is free, as the one after it is: the kernel is asked for both.
    package static func freePort() throws -> Int {
        while true {
            let first = try Socket(port: 0)
            if first.port < 65_535, (try? Socket(port: first.port + 1)) != nil { return first.port }
        }
    }
}

/// A socket that holds a port of the loopback interface while it lives.
private final class Socket {
    private let descriptor: Int32
    let port: Int

    init(port wanted: Int) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.descriptor = descriptor
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(wanted).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                let bound = bind(descriptor, $0, length)
                return bound == 0 ? getsockname(descriptor, $0, &length) : bound
            }
        }
        port = Int(in_port_t(bigEndian: address.sin_port))
        guard bound == 0 else {
            close(descriptor)
            throw POSIXError(.EADDRINUSE)
        }
    }

    deinit { close(descriptor) }
}
