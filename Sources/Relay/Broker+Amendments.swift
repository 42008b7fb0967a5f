// SPDX-License-Identifier: Apache-2.0

package import Audit
import Handoffs
package import Ledger
package import Safeguarding

extension StoreReading {
    /// What a viewer is shown beside messages that were corrected or retracted, by their entries.
    ///
    /// A party is shown what was done to a message of its own, or what a message of its own did;
    /// whoever oversees is not told the name of a correcting message that is restricted.
    func shownAmendments(
        of messages: [Int64], to viewer: Viewer
    ) throws(StoreFailure) -> [Int64: [ShownAmendment]] {
        let amendments = try amendments(of: messages)
        guard !amendments.isEmpty else { return [:] }
        let later = Set(amendments.values.flatMap { $0.map(\.by.entry) })
        let concerned = try self.messages(.entries(later.union(amendments.keys).sorted()))
        let byEntry = Dictionary(concerned.map { ($0.entry.index, $0) }) { first, _ in first }
        let restricted = try restricted(later.sorted())
        var shown: [Int64: [ShownAmendment]] = [:]
        for (message, list) in amendments {
            let own = list.compactMap { amendment -> ShownAmendment? in
                guard let by = byEntry[amendment.by.entry], let facts = by.facts,
                    viewer.knows(of: by, correcting: byEntry[message])
                else { return nil }
                let isNamed = !viewer.isOverseer || !restricted.contains(by.entry.index)
                return ShownAmendment(
                    amendment, at: by.entry.at, token: isNamed ? facts.token : nil)
            }
            if !own.isEmpty { shown[message] = own }
        }
        return shown
    }

    /// What messages of one partnership corrected or retracted, by the entries of what they are about.
    func amendments(
        of messages: [Int64], within partnership: Int
    ) throws(StoreFailure) -> [Int64: [Amendment]] {
        let found = try amendments(of: messages)
        guard !found.isEmpty else { return [:] }
        let later = Set(found.values.flatMap { $0.map(\.by.entry) })
        let own = Set(
            try entries(.indices(later.sorted())).filter { $0.partnership == partnership }
                .map(\.index))
        return found.mapValues { $0.filter { own.contains($0.by.entry) } }
            .filter { !$0.value.isEmpty }
    }

    /// The messages of a range as the questions read them, each with what was done to it.
    func markedMessages(in range: Range<Int64>) throws(StoreFailure) -> [ReadMessage] {
        let messages = try readMessages(in: range)
        let amendments = try amendments(of: messages.map(\.entry))
        guard !amendments.isEmpty else { return messages }
        return messages.map { message in
            var message = message
            message.amended = (amendments[message.entry] ?? []).map(\.kind)
            return message
        }
    }
}

extension Broker {
    /// What was done to a message, each kind once, as one who has the message may know it.
    package func amendments(
        of message: MessageRecord, to agency: AgencyID
    ) async throws(StoreFailure) -> [AmendmentPart.Kind] {
        let index = message.entry.index
        return try await store.read { store throws(StoreFailure) in
            try (store.shownAmendments(of: [index], to: .party(agency))[index] ?? []).kinds
        }
    }
}

extension [ShownAmendment] {
    /// What was done to a message, each kind once.
    var kinds: [AmendmentPart.Kind] {
        let kinds = Set(map(\.amendment.kind))
        return [.corrected, .retracted].filter(kinds.contains)
    }
}

extension Viewer {
    fileprivate var isOverseer: Bool {
        if case .overseer = self { true } else { false }
    }

    /// Whether it may know that a later message is about an earlier one.
    fileprivate func knows(of later: MessageRecord, correcting earlier: MessageRecord?) -> Bool {
        switch self {
        case .party(let agency):
            [later, earlier].compactMap(\.self).contains { $0.isOf(agency) }
        case .overseer(let agency, let partnerships):
            partnerships.contains(later.entry.partnership)
                || [later, earlier].compactMap(\.self).contains { $0.isOf(agency) }
        }
    }
}

extension MessageRecord {
    /// Whether an agency sent it, or it went to the agency.
    fileprivate func isOf(_ agency: AgencyID) -> Bool {
        facts?.issuer == agency || routing?.recipients.contains(agency) ?? false
    }
}
