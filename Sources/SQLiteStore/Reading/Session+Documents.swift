// SPDX-License-Identifier: Apache-2.0

import Ledger
import Relay
import Signing
import Wire

extension Session {
    /// What is wrong with the documents of configurations, a sentence each.
    ///
    /// What loads name is looked for. One whose facts were purged or altered names nothing: that its facts
    /// are good is not looked at here.
    func documentFaults() throws(StoreFailure) -> [String] {
        var (kept, faults): (Set<SHA256Digest>, [String]) = ([], [])
        let found = try all(.documents, []) { columns throws(StoreFailure) in
            let digest = try columns.digest()
            return (digest, SHA256.digest(of: try columns.bytes()) == digest)
        }
        for (digest, isIntact) in found {
            kept.insert(digest)
            guard !isIntact else { continue }
            faults.append("the document \(name(digest)) of a configuration was altered")
        }
        for entry in try numbers(.entriesOfLoads, []) {
            for (role, digest) in try documents(ofLoad: entry) where !kept.contains(digest) {
                // One line for each: the loads after this one may name the same.
                kept.insert(digest)
                faults.append(
                    "the document \(name(digest)), `\(role)` of the configuration of entry \(entry), "
                        + "is not there")
            }
        }
        return faults
    }

    private func name(_ digest: SHA256Digest) -> String { Base64URL.encode(digest.bytes) }

    /// What a load names, by rising roles; nothing where it cannot be read back.
    private func documents(
        ofLoad index: Int64
    ) throws(StoreFailure) -> [(role: String, digest: SHA256Digest)] {
        let entry: LedgerEntry?
        do throws(StoreFailure) {
            entry = try first(.entry, [index], LedgerEntry.init(reading:))
        } catch {
            guard case .corrupt = error else { throw error }
            return []
        }
        guard let entry, entry.damage == nil,
            case .loaded(let facts)? = try? entry.happening(origin: origin).facts
        else { return [] }
        return facts.documents.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

extension Command {
    fileprivate static let documents = Command("SELECT digest, bytes FROM documents")
    fileprivate static let entriesOfLoads = Command("SELECT entry FROM loads ORDER BY entry")
}
