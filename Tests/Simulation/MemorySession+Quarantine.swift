// SPDX-License-Identifier: Apache-2.0

import Audit
import Ledger
import Relay
import Safeguarding

extension MemorySession {
    func quarantine(_ query: QuarantineQuery) throws(StoreFailure) -> [QuarantineRecord] {
        let records = try state.quarantine.map { kept throws(StoreFailure) in
            guard let message = try messages(.entry(kept.entry)).first,
                let record = QuarantineRecord(
                    restoring: message, kept.state, endedBy: kept.endedBy)
            else { throw .corrupt("entry \(kept.entry) is of no refused message") }
            return record
        }
        switch query {
        case .entry(let entry): return records.filter { $0.index == entry }
        case .before(let issuer, let token, let thread, let limit):
            let sent = records.filter { $0.facts.issuer == issuer }
            let same = sent.filter { $0.facts.token == token && $0.state != .resubmitted }
            let others = sent.filter { $0.facts.thread == thread && $0.state == .open }
            let found = (same + others).map(\.index).prefix(limit)
            return sent.filter { found.contains($0.index) }
        case .page(let filter, let viewer, let limit):
            let found = records.filter { $0.isPlaced(as: filter) && viewer.sees($0) }
            return Array(found.prefix(limit))
        }
    }
}

extension QuarantineRecord {
    fileprivate func isPlaced(as filter: QuarantineFilter) -> Bool {
        let at = message.entry.at
        return index > filter.after && filter.states.contains(state)
            && filter.from.map { at >= $0 } ?? true && filter.to.map { at < $0 } ?? true
    }
}
