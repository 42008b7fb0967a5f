// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Safeguarding

/// How something that was owed stands, as the questions count it; of several the worst is told.
enum Standing: Int, Comparable {
    /// It was never owed, or fell away.
    case none
    /// It was done in time.
    case inTime
    /// It is not due yet.
    case pending
    /// It was done late.
    case late
    /// It is overdue, and not done.
    case overdue

    /// The standing of one expectation.
    init(_ record: ExpectationRecord) {
        self =
            switch record.expectation.verdict {
            case .met: .inTime
            case .metLate: .late
            case .missed: .overdue
            case .open, .paused: .pending
            case .withdrawn, .notApplicable: .none
            }
    }

    /// The worst standing of some.
    init(_ records: [ExpectationRecord]) { self = records.map(Standing.init).max() ?? .none }

    /// Whether its time has come, so that it counts.
    var isJudged: Bool { self == .inTime || self == .late || self == .overdue }

    /// Whether it was done, in time or late.
    var isDone: Bool { self == .inTime || self == .late }

    static func < (left: Standing, right: Standing) -> Bool { left.rawValue < right.rawValue }
}
