// SPDX-License-Identifier: Apache-2.0

import Logging
import Safeguarding

/// Tells the operator when the log has waited too long to be stamped: a warning, an error at the limit,
/// and once that it is stamped again.
struct StampLateness: Sendable {
    /// After how long it is warned of, in hours.
    static let warningHours: Int64 = 2
    /// After how long at most the log ought to be stamped, in hours.
    static let limitHours: Int64 = 4

    let logger: Logger
    private var stage = Stage.inTime

    private enum Stage: Int, Comparable {
        case inTime
        case late
        case tooLate

        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    init(logger: Logger) { self.logger = logger }

    /// Notes since when the log waits; nil when it does not.
    mutating func note(_ since: Instant?, at now: Instant) {
        let hours = since.map { now.milliseconds(since: $0) / 3_600_000 } ?? 0
        let new: Stage =
            hours >= Self.limitHours ? .tooLate : hours >= Self.warningHours ? .late : .inTime
        if let since, new > stage {
            logger.log(
                level: new == .tooLate ? .error : .warning, "\(JournalKind.unstamped.rawValue)",
                metadata: [
                    "since": "\(since.rfc3339)", "limit_hours": "\(Self.limitHours)",
                    "do": "see why the authorities do not stamp, or name another",
                ])
        }
        if since == nil, stage != .inTime {
            logger.notice("\(JournalKind.stampedAgain.rawValue)")
        }
        stage = since == nil ? .inTime : max(stage, new)
    }
}
