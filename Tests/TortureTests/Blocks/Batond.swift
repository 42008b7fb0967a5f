// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Programs

/// A running daemon, the real one.
final class Batond {
    /// How it ended.
    enum Ending: Equatable {
        case exit(Int32)
        case signal(Int32)
    }

    private let town: Town
    private let process = Process()
    private let log: URL

    /// Starts a daemon on a town.
    ///
    /// - Parameter wrapper: a program with its arguments that becomes the daemon, such as prlimit.
    /// - Parameter options: what the daemon is given beside its configuration.
    init(_ town: Town, under wrapper: [String] = [], with options: [String] = []) throws {
        self.town = town
        log = town.folder.appending(path: "batond-\(UUID()).log")
        try Data().write(to: log)
        let words =
            wrapper + [Program.built("batond").path, "--config", town.configuration.path]
            + options
        let program =
            words[0].hasPrefix("/") ? URL(filePath: words[0]) : Program.installed(words[0])
        guard let program else { throw Trouble("not installed: \(words[0])") }
        process.executableURL = program
        process.arguments = Array(words.dropFirst())
        process.currentDirectoryURL = town.folder
        process.standardInput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: log)
        process.standardOutput = process.standardError
        try process.run()
    }

    /// Starts a daemon and waits until it is ready.
    static func ready(
        _ town: Town, under wrapper: [String] = [], with options: [String] = []
    ) async throws -> Batond {
        let daemon = try Batond(town, under: wrapper, with: options)
        _ = try await daemon.untilReady()
        return daemon
    }

    deinit {
        if process.isRunning { send(SIGKILL) }
    }

    /// The number of the process.
    var number: Int32 { process.processIdentifier }

    var isRunning: Bool { process.isRunning }

    /// What it has said so far.
    var said: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }

    /// Waits until both listeners say that promise 1 can be kept; returns how many seconds that took.
    func untilReady(within seconds: Double = 120) async throws -> Double {
        let begun = Monotonic.now
        let ready = try await Wait.until(seconds) {
            guard isRunning else { throw Trouble("the daemon ended (\(ending)): \(said)") }
            return isReady
        }
        guard ready else { throw Trouble("not ready in \(seconds) s: \(said)") }
        return Monotonic.now - begun
    }

    /// Whether both listeners say so; one in TLS is not asked.
    var isReady: Bool {
        (town.isSecure || Probe.status(port: town.port, path: "/readyz") == 200)
            && Probe.status(port: town.port + 1, path: "/readyz") == 200
    }

    /// What one of its metrics without labels shows now; nil when it shows none.
    func gauge(_ name: String) -> Int? {
        Probe.text(port: town.port + 1, path: "/metrics").split(separator: "\n")
            .first { $0.hasPrefix(name + " ") }
            .flatMap { Int($0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces)) }
    }

    /// Waits for its end by itself; nil when it goes on.
    func end(within seconds: Double = 120) async throws -> Ending? {
        try await Wait.until(seconds) { !isRunning } ? ending : nil
    }

    /// Sends a signal.
    func send(_ signal: Int32) { Glibc.kill(number, signal) }

    /// Kills it, as nothing can be done against.
    func kill() async throws {
        send(SIGKILL)
        _ = try await end()
    }

    /// Asks it to stop, and waits.
    @discardableResult func stop() async throws -> Ending? {
        send(SIGTERM)
        return try await end()
    }

    private var ending: Ending {
        process.terminationReason == .exit
            ? .exit(process.terminationStatus) : .signal(process.terminationStatus)
    }
}
