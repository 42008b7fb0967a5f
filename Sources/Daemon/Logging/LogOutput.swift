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
    /// The journal itself, where lines are kept in fields.
    private let journal: DatagramAddress?

    /// Where systemd's journal takes entries in its own format.
    static let journalPath = "/run/systemd/journal/socket"

    /// Describes an output.
    ///
    /// - Parameter sink: takes a whole line without its end, from any thread.
    package init(
        _ style: Style, now: @escaping @Sendable () -> Instant,
        sink: @escaping @Sendable (String) -> Void
    ) { self.init(style, journal: nil, now: now, sink: sink) }

    /// Describes an output to the journal; what it does not take goes to the sink.
    init(
        _ style: Style, journal: String?, now: @escaping @Sendable () -> Instant,
        sink: @escaping @Sendable (String) -> Void
    ) {
        self.style = style
        self.journal = journal.flatMap { DatagramAddress($0) }
        self.now = now
        self.sink = sink
    }

    /// Standard error, or the journal when standard error leads there.
    package static func standardError(
        now: @escaping @Sendable () -> Instant, environment: [String: String]
    ) -> LogOutput {
        let stream = environment["JOURNAL_STREAM"]
        let isJournal = stream != nil && stream == LocalFile.identity(of: STDERR_FILENO)
        return LogOutput(
            isJournal ? .journal : .plain, journal: isJournal ? journalPath : nil, now: now
        ) { Console.complain($0) }
    }

    /// Writes a line.
    func write(_ line: LogLine) {
        if let journal, (try? journal.send(JournalEntry(line).bytes)) != nil { return }
        switch style {
        case .plain: sink("time=\(now().rfc3339) level=\(line.level) \(line.text)")
        case .journal: sink("<\(line.level.priority)>\(line.text)")
        }
    }

    /// Writes a line that is one already, such as a fault with its file, line and column.
    func write(_ level: Logger.Level, verbatim line: String) {
        let entry = JournalEntry(level, verbatim: line)
        if let journal, (try? journal.send(entry.bytes)) != nil { return }
        switch style {
        case .plain: sink(line)
        case .journal: sink("<\(level.priority)>" + line)
        }
    }
}

extension Logger.Level {
    /// The level as syslog numbers it (RFC 5424 section 6.2.1).
    var priority: Int {
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
