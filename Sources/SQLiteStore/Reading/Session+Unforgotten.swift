// SPDX-License-Identifier: Apache-2.0

import Audit
import Ledger
import Relay
import Safeguarding
import Signing

/// What the list beside the database names, looked for.
extension Session {
    /// What of that which the list names is kept, or is not held as it says.
    ///
    /// - Parameter place: where the list ends; nil when that is noted already.
    func unforgotten(
        _ read: PurgeList.Reading, _ place: ListPlace?
    ) throws(StoreFailure) -> Unforgotten {
        var kept = Kept()
        for name in read.names {
            switch name {
            case .message(let name): try look(for: name, &kept)
            case .facts(let name): try look(for: name, &kept)
            case .hold: break
            }
        }
        let holds = try unheld(read)
        var unreadable: [UnreadableEntry] = []
        for (entry, parts) in kept.unreadable.sorted(by: { $0.key < $1.key }) {
            let partnership = try numbers(.partnershipOfEntry, [entry]).first ?? 0
            unreadable.append(
                UnreadableEntry(
                    entry: entry, partnership: Int(partnership),
                    parts: try sufficient(parts, of: entry)))
        }
        return Unforgotten(
            messages: kept.messages.sorted(), facts: kept.facts.sorted(), unreadable: unreadable,
            holds: holds, listPlace: place, isListKnown: read.isAdded)
    }

    /// What was found so far.
    private struct Kept {
        var messages: Set<Int64> = []
        var facts: Set<Int64> = []
        var unreadable: [Int64: [Part]] = [:]
    }

    /// A message that the list names and whose content is kept.
    ///
    /// What it commits to tells it from one that came later under the same name. Where that cannot be
    /// read, the name must do.
    private func look(for name: PurgedName, _ kept: inout Kept) throws(StoreFailure) {
        guard let issuer = try? AgencyID(name.issuer), let number = try number(of: issuer),
            let commitment = SHA256Digest(bytes: name.commitment)
        else { return }
        var candidates: [Int64] = try numbers(.refusedUnder, [name.indexed, number])
        for entry in try entries(under: name.indexed) where try sender(of: entry) == number {
            candidates.append(entry)
        }
        for entry in candidates where try hasBody(entry) {
            do throws(StoreFailure) {
                let record = try messages(.entry(entry)).first
                if record?.commitment == commitment { kept.messages.insert(entry) }
            } catch {
                guard case .corrupt = error else { throw error }
                let part = PurgedPart(entry: entry, commitment: commitment)
                kept.unreadable[entry, default: []].append(.purged(part))
            }
        }
    }

    /// An entry that the list names and whose facts and parts are kept.
    private func look(for name: ForgottenName, _ kept: inout Kept) throws(StoreFailure) {
        guard let commitment = SHA256Digest(bytes: name.commitment),
            let entry = try numbers(.unforgottenEntry, [name.entry, commitment]).first
        else { return }
        do throws(StoreFailure) {
            _ = try entries(.indices([entry])).first?.restored(origin: origin)
            kept.facts.insert(entry)
        } catch {
            guard case .corrupt = error else { throw error }
            let part = ForgottenPart(entry: entry, commitment: commitment)
            kept.unreadable[entry, default: []].append(.forgotten(part))
        }
    }

    /// Nothing goes before the content, and that goes only by a line of its own: what it commits to cannot
    /// be read any more.
    private func sufficient(_ parts: [Part], of entry: Int64) throws(StoreFailure) -> [Part] {
        if case .purged = parts.first { return parts }
        return try hasBody(entry) ? [] : parts
    }

    private func hasBody(_ entry: Int64) throws(StoreFailure) -> Bool {
        try !numbers(.hasBody, [entry]).isEmpty
    }
}

extension Command {
    fileprivate static let partnershipOfEntry = Command("SELECT p FROM entries WHERE ix = ?")
    /// By what its leaf commits to, without a look at what it says.
    fileprivate static let unforgottenEntry = Command(
        """
        SELECT ix FROM entries
        WHERE ix = ? AND commitment = ? AND (content <> x'' OR secret <> zeroblob(32))
        """)
}
