// SPDX-License-Identifier: Apache-2.0

import Intake
import Relay
import Safeguarding
import Signing

/// Revocation lists that are older than one by which the log says that a certificate is revoked.
///
/// They stop nobody from starting: whom the log has revoked stays refused (`LoggedRevocation`).
enum OlderLists {
    /// What is to be told of them, each with its place in the configuration.
    static func warnings(
        of configuration: Configuration, in store: any SnapshotSource
    ) async throws(StoreFailure) -> [SourceFault] {
        guard let trust = configuration.setting.frontDoor.keyring.trust, !trust.lists.isEmpty
        else { return [] }
        let known = try await store.read { store throws(StoreFailure) in
            Array(try LoggedRevocations(of: store).lists.values)
        }
        return trust.lists.compactMap { list in
            let later = known.filter { other in
                list.isOlder(than: other)
                    && other.isOfSequence(of: list, signedUnder: trust.certificates)
            }
            guard let newest = later.max(by: { $0.isOlder(than: $1) }) else { return nil }
            return configuration.written[Configuration.listName(list.digest)].fault(
                "the revocation list \(list.words) is older than \(newest.words), by which the log says "
                    + "that a certificate is revoked, which stays refused",
                "put the authority's newest list in its place, and reload")
        }
    }
}
