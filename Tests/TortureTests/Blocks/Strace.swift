// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Programs

/// A fault that strace puts in the place of a system call.
struct Fault: Sendable, CustomStringConvertible {
    enum Kind: Sendable, Equatable {
        /// The call is not made and fails so.
        case error(String)
        /// The process is killed as it makes the call.
        case killed
        /// The call is not made and says that it was.
        case skipped
    }

    let call: String
    let kind: Kind
    /// Which call of that name gets it, from 1; all of them when nil.
    var position: Int?

    var description: String {
        let how =
            switch kind {
            case .error(let name): "error=\(name)"
            case .killed: "signal=KILL"
            case .skipped: "retval=0"
            }
        return "\(call):\(how)" + (position.map { ":when=\($0)" } ?? "")
    }
}

/// strace, attached to a daemon or around one.
final class Strace {
    private let process = Process()
    private let notes: URL
    private let log: URL

    /// Watches calls on some files and puts faults into them.
    ///
    /// - Parameter files: only calls on these are seen; every call when there are none.
    init(
        attachedTo number: Int32, calls: [String], fault: Fault? = nil, files: [URL] = [],
        in folder: URL
    ) async throws {
        guard let strace = Program.installed("strace") else { throw Trouble("no strace") }
        log = folder.appending(path: "strace-\(UUID()).log")
        notes = folder.appending(path: "strace-\(UUID()).err")
        try Data().write(to: notes)
        process.executableURL = strace
        process.arguments =
            Self.arguments(calls, fault, files, log: log) + ["-p", String(number)]
        process.standardError = try FileHandle(forWritingTo: notes)
        try process.run()
        let notes = notes
        let attached = try await Wait.until(120) {
            try String(contentsOf: notes, encoding: .utf8).contains("attached")
        }
        guard attached else { throw Trouble("strace did not attach") }
    }

    deinit { detach() }

    /// The words that start a daemon under strace, which stands beside it and not above.
    static func wrapper(
        calls: [String], fault: Fault, files: [URL], log: URL
    ) -> [String] {
        ["strace", "-D"] + arguments(calls, fault, files, log: log)
    }

    private static func arguments(
        _ calls: [String], _ fault: Fault?, _ files: [URL], log: URL
    ) -> [String] {
        ["-f", "-y", "-o", log.path, "-e", "trace=\(calls.joined(separator: ","))"]
            + files.flatMap { ["-P", $0.path] } + (fault.map { ["-e", "inject=\($0)"] } ?? [])
    }

    /// What it saw, call by call.
    var lines: [Substring] { Self.lines(of: log) }

    static func lines(of log: URL) -> [Substring] {
        ((try? String(contentsOf: log, encoding: .utf8)) ?? "").split(separator: "\n")
    }

    /// Leaves the daemon alone again: the kernel lets go of what a dead tracer held.
    ///
    /// Milder signals do not do: a child is born with those blocked that the pool's threads block.
    func detach() {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }
}
