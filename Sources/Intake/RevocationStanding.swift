// SPDX-License-Identifier: Apache-2.0

package import Signing
import Synchronization

/// What the revocation lists at hand say of a path now.
package enum RevocationStanding: Sendable, Hashable {
    /// Current lists name nobody of it.
    case clear
    /// A list names one of it, counted from the signer.
    case revoked(position: Int)
    /// No list names any of it, and not every list is current and to be believed.
    case doubtful([PathFault])
}

/// How paths stood when they were last looked up.
final class RevocationMemory: Sendable {
    /// How many paths are remembered; beyond, all are forgotten and looked up anew.
    static let paths = 1024

    private let standings = Mutex<[SHA256Digest: (until: Int64, standing: RevocationStanding)]>([:])

    /// What was remembered of a path, or is found out now and remembered while it can hold; with the last
    /// second of which it is known to hold.
    ///
    /// - Parameter others: certificates beside the path under which lists may be signed.
    func verdict(
        on path: CertificatePath, by lists: [RevocationList], signedUnder others: [Certificate],
        at now: Int64
    ) -> (until: Int64, standing: RevocationStanding) {
        let name = SHA256.digest(of: path.certificates.flatMap(\.digest.bytes))
        let found = standings.withLock { $0[name] }
        if let found, now <= found.until { return found }
        let standing = path.standing(by: lists, signedUnder: others, at: now)
        // A verdict may change when the day does, and when a list runs out or begins.
        let endOfDay = now - now % 86_400 + 86_399
        let turns = lists.flatMap { [$0.thisUpdate - 1, ($0.nextUpdate ?? now) - 1] }
        let until = turns.filter { $0 >= now }.min().map { min($0, endOfDay) } ?? endOfDay
        standings.withLock { standings in
            if standings.count >= Self.paths { standings.removeAll(keepingCapacity: true) }
            standings[name] = (until, standing)
        }
        return (until, standing)
    }
}

extension CertificatePath {
    /// Looks the path up in the lists; that a certificate of it is over by now is another matter.
    fileprivate func standing(
        by lists: [RevocationList], signedUnder others: [Certificate], at now: Int64
    ) -> RevocationStanding {
        var rules = PathRules()
        rules.revocation = .path
        rules.signerMayBeAuthority = true
        let faults = faults(by: lists, signedUnder: others, at: now, rules)
        if let revoked = faults.first(where: { $0.rule == .revoked }) {
            return .revoked(position: revoked.position)
        }
        let begun = lists.filter { $0.thisUpdate <= now }
        let named = belowAnchor.firstIndex { isNamed($0, by: begun, signedUnder: others) }
        if let named { return .revoked(position: named) }
        let doubts = faults.filter(\.rule.isListDoubt)
        return doubts.isEmpty ? .clear : .doubtful(doubts)
    }

    /// Whether the newest list that says anything of a certificate revokes it.
    ///
    /// OpenSSL passes over a list that it need not look at, such as a delta list of which the list before it
    /// does not tell. Whom his authority has revoked is let in by none of them.
    private func isNamed(
        _ certificate: Certificate, by lists: [RevocationList], signedUnder others: [Certificate]
    ) -> Bool {
        let telling = lists.filter { list in
            list.revokedSince(certificate) != nil || list.releases(certificate)
        }
        let signed = telling.filter { list in
            (certificates + others).contains { list.isIssued(by: $0) }
        }
        let newest = signed.max { $0.thisUpdate < $1.thisUpdate }
        return newest?.revokedSince(certificate) != nil
    }
}
