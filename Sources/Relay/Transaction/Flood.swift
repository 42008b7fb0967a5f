// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Safeguarding

/// So many misses of one cause, or so many that climb one rung, that they are told together.
struct Flood: Hashable {
    /// What they have in common.
    let cause: MissCause
    /// The rung that they climb; 0 for the misses themselves.
    let rung: Int
}

/// What is told together in one transaction.
struct Floods {
    /// Every flood that goes on or begins, with who heard of it before: what belongs to one is not told by
    /// itself, and to each agency once.
    let heard: [Flood: Set<AgencyID>]

    /// Whether a miss belongs to one of them.
    func isFlood(_ miss: Miss) -> Bool { miss.flood.map { heard[$0] != nil } ?? false }
}

extension Miss {
    /// The flood that it would belong to; nil in a restricted thread, whose circle alone may hear.
    var flood: Flood? {
        guard !record.opener.isRestricted, let kind else { return nil }
        let cause = MissCause(owedBy: record.expectation.owedBy, shortfall: kind.shortfall)
        return Flood(cause: cause, rung: rung)
    }

    /// The same miss, to be told together with others.
    var digested: Miss {
        guard case .missed(let miss, let next) = step else { return self }
        let digested = Expectation.Miss(miss.shortfall, miss.breakPoint, isDigested: true)
        return Miss(record, .missed(digested, next: next))
    }
}

extension ExpectationRecord {
    /// Whether its miss was told together with others.
    var isDigested: Bool { expectation.miss?.isDigested ?? false }
}
