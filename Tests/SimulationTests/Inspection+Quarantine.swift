// SPDX-License-Identifier: Apache-2.0

import Audit
import Ledger
import Safeguarding
import Simulation

extension Inspection {
    /// Every refused message stands as what was accepted after it says, and nothing else ended it.
    func quarantine() {
        for kept in state.quarantine {
            guard case .refused(let facts) = state.happenings[Int(kept.entry)].facts else {
                broken(.quarantine, "entry \(kept.entry) is kept as refused and is not")
                continue
            }
            let later = accepted(after: kept.entry, by: facts.issuer)
            if let again = later.first(where: { $0.facts.token == facts.token }) {
                guard let endedBy = kept.endedBy, endedBy <= again.entry else {
                    broken(.quarantine, "\(kept.entry) was sent again at \(again.entry)")
                    continue
                }
            }
            guard let endedBy = kept.endedBy else { continue }
            let end = later.first { $0.entry == endedBy }?.facts
            if end?.token != facts.token, end?.thread != facts.thread {
                broken(.quarantine, "\(kept.entry) was ended by \(endedBy), another message")
            }
        }
    }

    private func accepted(
        after entry: Int64, by issuer: AgencyID
    ) -> [(entry: Int64, facts: MessageFacts)] {
        state.happenings.enumerated().dropFirst(Int(entry) + 1).compactMap { index, happening in
            guard case .accepted(let facts) = happening.facts, facts.issuer == issuer else {
                return nil
            }
            return (Int64(index), facts)
        }
    }
}
