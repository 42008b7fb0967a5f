// SPDX-License-Identifier: Apache-2.0

package import Audit
import Handoffs
import Intake
import Ledger
package import Safeguarding
import Wire

/// Which messages under revoked keys are asked for.
package struct RevokedFilter: Sendable, Hashable {
    /// Only those of this agency; nil for all.
    package var agency: AgencyID?
    /// Only those under the key of this name; nil for all.
    package var kid: String?
    /// Only what comes after this place; for the next page.
    package var after: Place?

    /// Asks for everything.
    package init() {}

    /// Where a page ended, written `<revocation>.<message>`.
    ///
    /// By the entry of a revocation, and of the last message looked at because of it.
    package struct Place: Sendable, Hashable {
        let revocation: Int64
        let message: Int64

        init(revocation: Int64, message: Int64) {
            self.revocation = revocation
            self.message = message
        }

        /// Reads a place; nil when the text is none.
        package init?(_ text: String) {
            let numbers = text.split(separator: ".", omittingEmptySubsequences: false)
                .map { Int64($0) }
            guard numbers.count == 2, let revocation = numbers[0], let message = numbers[1],
                revocation >= 0, message >= -1
            else { return nil }
            self.init(revocation: revocation, message: message)
        }

        /// As it is written.
        package var text: String { "\(revocation).\(message)" }
    }
}

extension Broker {
    /// A page of the messages that were taken under keys that were then revoked, and where to go on.
    ///
    /// By revocation, then in log order; the page is of what was looked through. An agency sees its
    /// own; who oversees sees its partnerships', but for those of restricted threads.
    package func revoked(
        _ filter: RevokedFilter, for viewer: Viewer
    ) async throws(StoreFailure) -> (items: [RevokedMessage], next: RevokedFilter.Place?) {
        let (limit, skew) = (setting.limits.listPage, setting.frontDoor.limits.skewSeconds)
        return try await store.read { store throws(StoreFailure) in
            let first = filter.after?.revocation ?? 0
            var rest = try store.revocations(filter, for: viewer).filter { $0.entry >= first }[...]
            while let revocation = rest.popFirst() {
                let goesOn = filter.after?.revocation == revocation.entry
                let page = try store.messages(
                    .sentAfter(
                        by: revocation.facts.agency,
                        entry: goesOn ? filter.after?.message ?? -1 : -1,
                        since: revocation.facts.firstReceipt(skewSeconds: skew), limit: limit))
                let items = try store.items(page, revocation, for: viewer)
                if page.count == limit, let last = page.last?.entry.index {
                    return (items, .init(revocation: revocation.entry, message: last))
                }
                guard !items.isEmpty else { continue }
                return (items, rest.first.map { .init(revocation: $0.entry, message: -1) })
            }
            return ([], nil)
        }
    }
}

extension RevokedFacts {
    /// Before it nothing was received that the revocation concerns: `iat` may lie so far ahead.
    fileprivate func firstReceipt(skewSeconds: Int) -> Instant {
        Instant(milliseconds: revokedAt.milliseconds - Int64(skewSeconds) * 1000)
    }
}

extension StoreReading {
    /// What is to be shown beside a message: that its signer's key was revoked, and what became of the
    /// doubt in which it was taken.
    func marks(
        on message: MessageRecord, to agency: AgencyID
    ) throws(StoreFailure) -> [(name: String, value: JSONValue)] {
        guard let facts = message.facts else { return [] }
        var marks: [(name: String, value: JSONValue)] = []
        let revocation = try revocations(of: facts.issuer).inForce.last {
            $0.facts.concerns(facts, at: message.entry.at)
        }
        if let revocation, let reason = revocation.facts.reason(for: facts, at: message.entry.at) {
            marks.append(("revoked", revocation.mark(reason)))
        }
        if facts.isInDoubt {
            marks.append(("doubt", try doubt(about: message.entry.index)))
        }
        if let amended = try amended(message, agency) { marks.append(("amended", amended)) }
        if let purged = try purged(message) { marks.append(("purged", purged)) }
        return marks
    }

    /// What later messages put right in it or take back of it, with what proves that.
    private func amended(
        _ message: MessageRecord, _ agency: AgencyID
    ) throws(StoreFailure) -> JSONValue? {
        let index = message.entry.index
        guard let shown = try shownAmendments(of: [index], to: .party(agency))[index] else {
            return nil
        }
        let proofs = try proofs(Set(shown.map(\.amendment.by.entry)))
        return .array(
            shown.map { $0.json(proof: proofs.disclosure(of: $0.amendment.by)) })
    }

    /// When it was purged, with what proves that.
    private func purged(_ message: MessageRecord) throws(StoreFailure) -> JSONValue? {
        guard let name = message.purgedBy,
            let entry = try entries(.indices([name.entry])).first
        else { return nil }
        return [
            "at": .string(entry.at.rfc3339), "index": .integer(name.entry),
            "proof": entry.disclosure(ofPart: name.part),
        ]
    }

    private func doubt(about message: Int64) throws(StoreFailure) -> JSONValue {
        guard let entry = try entries(.settling(message)).first,
            case .settled(let facts) = try entry.restored(origin: "").facts
        else { return ["state": "open"] }
        return [
            "state": facts.revoked.contains(message) ? "revoked" : "clear",
            "settled_at": .string(entry.at.rfc3339), "index": .integer(entry.index),
        ]
    }

    /// What the log says of revoked keys, of an agency or of all.
    private func revocations(of agency: AgencyID?) throws(StoreFailure) -> [Revocation] {
        let all = try entries(.revocations(of: agency)).map {
            entry throws(StoreFailure) -> Revocation? in
            guard case .revoked(let facts) = try entry.restored(origin: "").facts else {
                return nil
            }
            return Revocation(entry: entry.index, at: entry.at, facts: facts)
        }
        return all.compactMap(\.self)
    }

    fileprivate func revocations(
        _ filter: RevokedFilter, for viewer: Viewer
    ) throws(StoreFailure) -> [Revocation] {
        let own: AgencyID? = if case .party(let agency) = viewer { agency } else { nil }
        return try revocations(of: own ?? filter.agency).inForce.filter { revocation in
            filter.agency.map { $0 == revocation.facts.agency } ?? true
                && filter.kid.map { $0 == revocation.facts.kid } ?? true
        }
    }

    fileprivate func items(
        _ page: [MessageRecord], _ revocation: Revocation, for viewer: Viewer
    ) throws(StoreFailure) -> [RevokedMessage] {
        let concerned = page.filter { message in
            message.facts.map { revocation.facts.concerns($0, at: message.entry.at) } ?? false
        }
        let shown = try visible(concerned, to: viewer)
        let amended = try shownAmendments(of: shown.map(\.entry.index), to: viewer)
        let items = try shown.map { message throws(StoreFailure) in
            RevokedMessage(
                message, handoffs: try handoffs(.message(message.entry.index)),
                amended: amended[message.entry.index] ?? [], by: revocation)
        }
        return items.compactMap(\.self)
    }

    private func visible(
        _ messages: [MessageRecord], to viewer: Viewer
    ) throws(StoreFailure) -> [MessageRecord] {
        guard case .overseer(let agency, let partnerships) = viewer else { return messages }
        let hidden = try restricted(messages.map(\.entry.index))
        return messages.filter { message in
            message.facts?.issuer == agency
                || partnerships.contains(message.entry.partnership)
                    && !hidden.contains(message.entry.index)
        }
    }

    /// How the signer of a message stands; one whose content is gone or damaged cannot be told.
    func standing(
        of message: MessageRecord, _ facts: MessageFacts, _ setting: Setting, now: Instant
    ) throws(StoreFailure) -> SignerStanding {
        guard let content = try messages(.content([message.entry.index])).first,
            let opened = try? OpenedMessage(opening: content, with: setting.vault)
        else { return .doubtful }
        return setting.frontDoor.standing(
            ofSignerOf: opened.jws, from: facts.issuer, issuedAt: facts.issuedAt, now: now)
    }
}
