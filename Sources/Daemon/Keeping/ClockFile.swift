// SPDX-License-Identifier: Apache-2.0

package import Ledger
package import Logging
import Relay
package import Safeguarding
import Synchronization

/// The time, kept in a file outside the database, so that a start can name the interval in which
/// the daemon was down (interfaces.md section 5).
package final class ClockFile: ClockKeeper {
    /// How long the time may go unwritten, in milliseconds.
    package static let pauseMilliseconds: Int64 = 60_000

    private let path: String
    private let logger: Logger
    private let written = Mutex<Instant?>(nil)
    private let alarmed = Mutex<ClockDoubt?>(nil)

    /// Keeps the time at a path.
    package init(_ path: String, logger: Logger) {
        self.path = path
        self.logger = logger
    }

    /// Hears of the time; it is written when a minute has passed, or when it went backwards.
    package func keep(_ now: Instant) {
        let isDue = written.withLock { last in
            guard let last else { return true }
            return now < last || now.milliseconds(since: last) >= Self.pauseMilliseconds
        }
        if isDue { write(now) }
    }

    /// Hears how the clock stands, and raises the alarm when that changes.
    package func stands(_ doubt: ClockDoubt?) {
        let before = alarmed.withLock { last in
            defer { last = doubt }
            return last
        }
        guard before != doubt else { return }
        guard let doubt else { return logger.notice("an operator confirmed: verdicts come") }
        guard doubt.reason != .restored else {
            return logger.critical(
                "\(JournalKind.gap.rawValue)",
                metadata: [
                    "do": "look at what was lost, then run `batond gap confirm`",
                    "since": "\(doubt.expected.rfc3339)",
                ])
        }
        logger.critical(
            "the clock is in doubt: verdicts wait; set it right, then run `batond clock confirm`",
            metadata: [
                "reason": "\(doubt.reason.rawValue)", "wall": "\(doubt.wall.rfc3339)",
                "expected": "\(doubt.expected.rfc3339)",
            ])
    }

    /// Writes the time.
    package func write(_ now: Instant) {
        do throws(FileFault) {
            try LocalFile.replace(path, with: Array("\(now.rfc3339)\n".utf8))
            written.withLock { $0 = now }
        } catch {
            logger.error(
                "the time cannot be kept outside the store",
                metadata: ["file": "\(error.path)", "reason": "\(error.reason)"])
        }
    }

    /// The interval from the time in the file to now; nil when it cannot be told.
    package func outage(until now: Instant) -> Interval? {
        guard let bytes = try? LocalFile.read(path, atMost: 64),
            let line = String(validating: bytes, as: UTF8.self), line.hasSuffix("\n"),
            let last = try? Instant(rfc3339: String(line.dropLast())), last <= now
        else { return nil }
        return Interval(from: last, until: now)
    }
}
