// SPDX-License-Identifier: Apache-2.0

import Ledger
import Relay
import Signing
import Wire

/// What a purge does to what is kept beside entries, and to what they say.
extension Session {
    /// Overwrites what opens the messages that parts name as purged, and what the entries say that they
    /// name as forgotten.
    ///
    /// Data key, salt and particulars, facts, parts and the entry's secret are overwritten where they
    /// stand; the ciphertext is let go, and `secure_delete` overwrites what is let go.
    /// What is kept beside an entry is no projection, so that this runs in the file alone.
    ///
    /// - Parameter isListed: whether the list outside the store names it already.
    func erase(_ parts: [Part], isListed: Bool) throws(StoreFailure) {
        var names: [ListedName] = []
        for part in parts {
            switch part {
            case .purged(let purged): names.append(.message(try erase(purged)))
            case .forgotten(let forgotten): names.append(.facts(try erase(forgotten)))
            default: break
            }
        }
        if !isListed { writing.listed += names }
    }

    private func erase(_ purged: PurgedPart) throws(StoreFailure) -> PurgedName {
        let entry = purged.entry
        let name = try first(.namePurged, [entry]) { columns throws(StoreFailure) in
            columns.skip(1)
            let indexed = try columns.bytes()
            return PurgedName(
                commitment: purged.commitment.bytes, issuer: try columns.text(),
                indexed: indexed)
        }
        guard let name else { throw .refused("there is no message of entry \(entry) to purge") }
        try change(.eraseKey, [entry], "key of entry \(entry) to purge")
        try run(.eraseBody, [entry])
        return name
    }

    /// Of a message whose content is kept nothing is forgotten: it would have lost what it is checked by.
    private func erase(_ forgotten: ForgottenPart) throws(StoreFailure) -> ForgottenName {
        let entry = forgotten.entry
        guard try numbers(.hasBody, [entry]).isEmpty else {
            throw .refused("the message of entry \(entry) is kept: its facts cannot go before it")
        }
        let arguments: Arguments = [entry, forgotten.commitment]
        try change(.overwriteEntry, arguments, "entry \(entry) to forget, as it is committed to")
        try run(.emptyEntry, [entry])
        return ForgottenName(entry: entry, commitment: forgotten.commitment.bytes)
    }

    /// Names the legal hold that an entry places or ends on the list outside the store.
    func note(_ facts: RetentionFacts, of entry: LedgerEntry) {
        if let name = HeldName(facts, of: entry) { writing.listed.append(.hold(name)) }
    }

    /// Whether the transaction purges or holds what the list outside the store does not name yet.
    var isToBeListed: Bool { !writing.listed.isEmpty }

    /// Puts what the transaction purges and holds on the list, durably, and notes how long the list is with
    /// it.
    ///
    /// But not past what a store that was restored from a backup has yet to forget: if we crash here, the
    /// next start looks for that from where the list was known.
    func list(in list: PurgeList) throws(StoreFailure) {
        let end = try list.append(writing.listed)
        let known = try listPlace()
        let place = writing.listed.reduce(known) { $0.after($1.line) }
        guard place.length == end else { return }
        try run(.writeListed, [place.length, place.digest.description])
    }

    /// How far the list outside the store is known.
    func listPlace() throws(StoreFailure) -> ListPlace {
        let found = try first(.listed, []) { columns throws(StoreFailure) -> ListPlace in
            let length = try columns.integer()
            let text = try columns.text()
            guard let digest = (try? Base64URL.decode(text)).flatMap({ SHA256Digest(bytes: $0) })
            else {
                throw .corrupt("how far the list of purges is known cannot be read: run fsck")
            }
            return ListPlace(restoring: length, digest)
        }
        return found ?? .start
    }
}

extension RetentionFacts {
    /// Whether the list outside the store is the cause of a purge: then it stands on it already, and
    /// how far the list is known must not move before the rest of it is done too.
    var isListed: Bool {
        if case .purged(let facts) = self { facts.cause == .listed } else { false }
    }
}

extension Command {
    /// In place, by as many zeros, as a message's key; emptied after that.
    fileprivate static let overwriteEntry = Command(
        """
        UPDATE entries SET secret = zeroblob(length(secret)), content = zeroblob(length(content))
        WHERE ix = ? AND commitment = ?
        """)
    fileprivate static let emptyEntry = Command("UPDATE entries SET content = x'' WHERE ix = ?")
}
