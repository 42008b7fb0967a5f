// SPDX-License-Identifier: Apache-2.0

import Intake
import Relay
import Signing

/// The revocation lists that are in force together.
struct ListsInForce: Sendable, Hashable {
    /// Those of who signs, under `trust`.
    var signers: [RevocationList] = []
    /// Those of who connects, under `client_crl`.
    var clients: [RevocationList] = []
    /// Certificates of their authorities, as far as they are known beside those of whoever asks.
    var authorities: [Certificate] = []
}

extension Configuration {
    /// The lists that are in force with it.
    var lists: ListsInForce {
        let (signers, clients) = (setting.frontDoor.keyring.trust, setting.clients)
        return ListsInForce(
            signers: signers?.lists ?? [], clients: clients?.lists ?? [],
            authorities: (signers?.certificates ?? []) + (clients?.authorities ?? []))
    }

    /// The lists of this configuration with which another's place may not be taken: each is older than one
    /// that is in force there.
    func stepsBack(from inForce: ListsInForce) -> [ReloadObstacle] {
        let next = lists
        let authorities = next.authorities + inForce.authorities
        return Self.stepsBack(from: inForce.signers, to: next.signers, under: authorities)
            + Self.stepsBack(from: inForce.clients, to: next.clients, under: authorities)
    }

    /// The newest list of each sequence that is older than the newest in force of the same.
    ///
    /// A sequence that is not there any more is no step back: an authority may be taken out.
    private static func stepsBack(
        from inForce: [RevocationList], to next: [RevocationList],
        under authorities: [Certificate]
    ) -> [ReloadObstacle] {
        next.compactMap { list in
            func isBehind(_ other: RevocationList) -> Bool {
                list.isOlder(than: other) && other.isOfSequence(of: list, signedUnder: authorities)
            }
            guard !next.contains(where: isBehind), let later = inForce.first(where: isBehind) else {
                return nil
            }
            return .list(list.digest, is: list.words, was: later.words)
        }
    }
}
