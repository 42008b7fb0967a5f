// SPDX-License-Identifier: Apache-2.0

import Glibc
import Logging
package import Safeguarding

/// Where log lines go, and how a line begins there.
package struct LogOutput: Sendable {
    /// How a line begins.
    package enum Style: Sendable, Hashable {
        /// With the time and the level, for people and files.
        case plain
        /// With the level as the journal reads it.
        case journal
    }

    private let style: Style
    private let now: @Sendable () -> Instant
    private let sink: @Sendable (String) -> Void

    /// Describes an output.
    ///
    /// - Parameter sink: takes a whole line without its end, from any thread.
    package init(
        _ style: Style, now: @escaping @Sendable () -> Instant,
        sink: @escaping @Sendable (String) -> Void
    ) {
        self.style = style
        self.now = now
        self.sink = sink
    }

    /// Standard error, in the style of the journal when it leads there.
    package static func standardError(
        now: @escaping @Sendable () -> Instant, environment: [String: String]
    ) -> LogOutput {
        let style: Style = environment["JOURNAL_STREAM"] == nil ? .plain : .journal
        return LogOutput(style, now: now) { Console.complain($0) }
    }

    /// Writes pairs as one line.
    func write(_ level: Logger.Level, _ pairs: [String]) {
        switch style {
        case .plain:
            sink((["time=\(now().rfc3339)", "level=\(level)"] + pairs).joined(separator: " "))
        case .journal: sink("<\(level.priority)>" + pairs.joined(separator: " "))
        }
    }

    /// Writes a line that is one already, such as a fault with its file, line and column.
    func write(_ level: Logger.Level, verbatim line: String) {
        switch style {
        case .plain: sink(line)
        case .journal: sink("<\(level.priority)>" + line)
        }
    }
}

extension Logger.Level {
    /// The level as syslog numbers it (RFC 5424 section 6.2.1).
    fileprivate var priority: Int {
        switch self {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}

/// The two streams of a command: what was asked for, and all else.
enum Console {
    /// Writes a line of what was asked for.
    static func say(_ line: String) { write(line, to: STDOUT_FILENO) }

    /// Writes a line of all else.
    static func complain(_ line: String) { write(line, to: STDERR_FILENO) }

    private static func write(_ line: String, to descriptor: Int32) {
        // There is nobody to tell when a standard stream is closed.
        try? LocalFile.write(Array("\(line)\n".utf8), to: descriptor, named: "standard stream")
    }
}
