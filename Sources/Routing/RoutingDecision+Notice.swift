// SPDX-License-Identifier: Apache-2.0

import Safeguarding

/// What a sender must be told about the routing of its message.
package enum RoutingNotice: Sendable, Hashable {
    /// Somebody it addressed, or who would owe it something, does not receive the message.
    case excluded([Exclusion])
    /// Nobody receives the message, and nobody whom it addressed was excluded.
    case unrouted([Exclusion])
}

extension RoutingDecision {
    /// The one notice that a message may cause; `excluded` goes before `unrouted`.
    ///
    /// "Delivered to nobody" never looks like success (design.md section 5, promise 4). One notice
    /// lists all who fell out.
    package var notice: RoutingNotice? {
        let missing = absent.map {
            Exclusion(agency: $0.agency, rule: .dutyHolderNotReached, wasAddressed: false)
        }.filter { absent in !excluded.contains { $0.agency == absent.agency } }
        let all = excluded + missing.deduplicated
        if excluded.contains(where: \.wasAddressed) { return .excluded(all) }
        // Who was not addressed was not excluded: where nobody is left, that is what there is to tell.
        if recipients.isEmpty { return .unrouted(all) }
        return missing.isEmpty ? nil : .excluded(all)
    }
}

extension [Exclusion] {
    /// Each agency once: two rules that miss the same duty-holder are one thing to tell.
    fileprivate var deduplicated: [Exclusion] {
        var seen: Set<AgencyID> = []
        return filter { seen.insert($0.agency).inserted }
    }
}
