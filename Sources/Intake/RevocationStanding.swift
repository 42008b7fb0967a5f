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

    /// What was remembered of a signer, or is found out now and remembered while it can hold.
    func standing(
        of path: CertificatePath, by lists: [RevocationList], at now: Int64
    ) -> RevocationStanding { verdict(on: path, by: lists, at: now).standing }

    /// The same, with the last second of which it is known to hold.
    func verdict(
        on path: CertificatePath, by lists: [RevocationList], at now: Int64
    ) -> (until: Int64, standing: RevocationStanding) {
        let name = path.signer.digest
        let found = standings.withLock { $0[name] }
        if let found, now <= found.until { return found }
        let standing = path.standing(by: lists, at: now)
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
    fileprivate func standing(by lists: [RevocationList], at now: Int64) -> RevocationStanding {
        var rules = PathRules()
        rules.revocation = .path
        rules.signerMayBeAuthority = true
        do throws(PathFaults) {
            _ = try CertificatePath.verifying(
                signer, offered: certificates, anchors: [anchor], lists: lists, at: now, rules)
            return .clear
        } catch {
            let revoked = error.faults.first { $0.rule == .revoked }
            if let revoked { return .revoked(position: revoked.position) }
            let doubts = error.faults.filter(\.rule.isListDoubt)
            return doubts.isEmpty ? .clear : .doubtful(doubts)
        }
    }
}
