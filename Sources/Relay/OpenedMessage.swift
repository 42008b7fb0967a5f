// SPDX-License-Identifier: Apache-2.0

package import Audit
package import Ledger
import Safeguarding
package import Signing

/// A kept message, opened and found to be what its entry commits to.
package struct OpenedMessage: Sendable {
    /// What stands beside it.
    package let record: MessageRecord
    /// Its facts.
    package let facts: MessageFacts
    /// The token, byte for byte as it was received.
    package let jws: CompactJWS
}

extension Broker {
    /// Opens messages by their entries, in that order; those that were purged meanwhile are none.
    ///
    /// What is read is hashed again and compared with the commitment: SQLite has no page checksums
    /// (design.md section 9). That is part of reading, so that who watches the store hears of damage.
    package func open(_ entries: [Int64]) async throws(StoreFailure) -> [OpenedMessage] {
        let vault = setting.vault
        let opened = try await store.read { store throws(StoreFailure) in
            try store.messages(.content(entries)).filter { $0.purgedBy == nil }.map {
                record throws(StoreFailure) in
                try OpenedMessage(opening: record, with: vault)
            }
        }
        let byEntry = Dictionary(
            opened.map { ($0.record.entry.index, $0) }, uniquingKeysWith: { first, _ in first })
        return entries.compactMap { byEntry[$0] }
    }

    /// Opens those of some messages that are what their entries commit to.
    ///
    /// For whoever is handed many at once: one that is damaged, which is told, keeps none of the
    /// others back. One that was purged again in a store that was restored may not have been fetched yet.
    func openWhole(_ entries: [Int64]) async throws(StoreFailure) -> [OpenedMessage] {
        do throws(StoreFailure) { return try await open(entries) } catch {
            guard case .corrupt = error else { throw error }
        }
        var whole: [OpenedMessage] = []
        for entry in entries {
            do throws(StoreFailure) { whole += try await open([entry]) } catch {
                guard case .corrupt = error else { throw error }
            }
        }
        return whole
    }
}

extension OpenedMessage {
    init(opening record: MessageRecord, with vault: Vault) throws(StoreFailure) {
        guard let facts = record.facts else {
            throw .corrupt("entry \(record.entry.index): its message is not there")
        }
        jws = try record.open(facts.commitment, with: vault)
        self.record = record
        self.facts = facts
    }
}

extension EntryDamage {
    /// What whoever reads an entry is told that is not what it commits to.
    func failure(of entry: Int64) -> StoreFailure {
        .corrupt(
            "entry \(entry): its \(rawValue) are not what its leaf commits to: run `batond fsck`")
    }
}

extension MessageRecord {
    /// The token, byte for byte as it was received, if it is what the entry commits to.
    ///
    /// - Parameter commitment: what the entry's facts say of it.
    func open(
        _ commitment: SHA256Digest, with vault: Vault
    ) throws(StoreFailure) -> CompactJWS {
        guard let key, let ciphertext else {
            throw .corrupt("entry \(entry.index): its message is not there")
        }
        if let damage = entry.damage { throw damage.failure(of: entry.index) }
        let sealed = SealedMessage(restoring: commitment, ciphertext: ciphertext, key: key)
        let jws: CompactJWS
        do throws(SealFault) {
            jws = try sealed.open(with: vault)
        } catch .unknownStoreKey(let number) {
            // The message is whole, and the configuration is not.
            throw .refused(
                "entry \(entry.index): store key \(number), which opens its message, "
                    + "is not configured")
        } catch {
            throw .corrupt("entry \(entry.index): its message does not open (\(error))")
        }
        guard key.commits(commitment, to: jws.signingInputDigest) else {
            throw .corrupt("entry \(entry.index): its message is not what was committed to")
        }
        return jws
    }
}
