// SPDX-License-Identifier: Apache-2.0

import Intake
import Relay
import Safeguarding
import Signing

/// Revocation lists that are older than one by which the log says that a certificate is revoked, or than one
/// that was in force when the daemon ran last.
///
/// They stop nobody from starting: whom the log has revoked stays refused (`LoggedRevocation`).
enum OlderLists {
    private static let instead = "put the authority's newest list in its place, and reload"

    /// What is to be told of them, each list once and with its place in the configuration.
    ///
    /// - Parameter before: the lists that were in force when the daemon ran last; none for a load, which is
    ///   held against those in force.
    static func warnings(
        of configuration: Configuration, in store: any SnapshotSource,
        after before: ListsInForce = ListsInForce()
    ) async throws(StoreFailure) -> [SourceFault] {
        let logged = try await logged(of: configuration, in: store)
        let told = Set(logged.map(\.list))
        let others = configuration.stepsBack(from: before).compactMap { step -> SourceFault? in
            guard case .list(let digest, let words, let former) = step, !told.contains(digest)
            else {
                return nil
            }
            return configuration.written[step.member].fault(
                "the revocation list \(words) is older than the one in force when the daemon ran last, "
                    + "\(former), and may let in again whom that one revokes", instead)
        }
        return logged.map(\.warning) + others
    }

    private static func logged(
        of configuration: Configuration, in store: any SnapshotSource
    ) async throws(StoreFailure) -> [(list: SHA256Digest, warning: SourceFault)] {
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
            let place = configuration.written[Configuration.listName(list.digest)]
            let what =
                "the revocation list \(list.words) is older than \(newest.words), by which the log says "
                + "that a certificate is revoked, which stays refused"
            return (list.digest, place.fault(what, instead))
        }
    }
}
