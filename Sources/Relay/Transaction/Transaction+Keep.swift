// SPDX-License-Identifier: Apache-2.0

import Intake
package import Ledger
import Safeguarding
import Signing

extension Transaction {
    /// Notes that the daemon started, and the span in which it was down as far as it can tell.
    package mutating func start(
        version: String, down: Interval?
    ) throws(StoreFailure) {
        try record(Happening(.started(version: version, down: down)), partnership: 0)
        outages = nil
    }

    /// Puts a load of the configuration in force, and keeps its documents by their digests.
    package mutating func load(_ setting: Setting) throws(StoreFailure) {
        var documents: [String: SHA256Digest] = [:]
        for (role, bytes) in setting.documents.sorted(by: { $0.key < $1.key }) {
            let digest = SHA256.digest(of: bytes)
            documents[role] = digest
            try store.append(.document(digest, bytes))
        }
        let last = try store.head()?.agencies.keys.max() ?? 0
        let agencies = [setting.broker] + setting.directory.agencies.map(\.id)
        let facts = LoadedFacts(
            documents: documents, newAgencies: newNumbers(for: agencies, after: last),
            partnerships: Dictionary(
                setting.directory.partnerships.map { ($0.number, $0.id) },
                uniquingKeysWith: { first, _ in first }))
        // Before anybody is judged by it: an older list must not let in again whom the log has revoked.
        if let trust = setting.frontDoor.keyring.trust {
            trust.heed(
                try LoggedRevocations(of: store).revocations,
                after: self.setting.frontDoor.keyring.trust)
        }
        takeEffect(try record(Happening(.loaded(facts)), partnership: 0), setting)
        try revokeKeys()
    }

    /// Notes that something was read: who, what, and for what purpose.
    package mutating func note(_ read: ReadFacts, partnership: Int) throws(StoreFailure) {
        try record(Happening(.read(read)), partnership: partnership)
    }
}
