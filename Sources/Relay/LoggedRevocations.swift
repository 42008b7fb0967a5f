// SPDX-License-Identifier: Apache-2.0

package import Intake
import Ledger
import Safeguarding
package import Signing

/// What the log says of certificates that lists named as revoked, and those lists.
package struct LoggedRevocations: Sendable {
    /// Each certificate, by each list that named it.
    package private(set) var revocations: [LoggedRevocation] = []
    /// The lists, by their digests, as far as they are kept.
    package private(set) var lists: [SHA256Digest: RevocationList] = [:]

    /// Reads them.
    package init(of store: some StoreReading) throws(StoreFailure) {
        for entry in try store.entries(.revocations(of: nil)) {
            guard case .revoked(let facts) = try entry.restored(origin: "").facts,
                let certificate = facts.certificate, let list = facts.list
            else { continue }
            if lists[list] == nil {
                lists[list] = try store.document(list).flatMap { try? RevocationList(der: $0) }
            }
            // When a list was issued that is not kept, it was issued before it was in the log.
            revocations.append(
                LoggedRevocation(
                    certificate: certificate, since: facts.revokedAt, list: list,
                    listedAt: lists[list]?.thisUpdate ?? entry.at.seconds))
        }
    }
}
