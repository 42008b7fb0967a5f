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
    /// - Parameter logged: what the log says of certificates, by their digests.
    /// - Parameter earlier: lists that were in force before, which may have cleared these.
    func verdict(
        on path: CertificatePath, by lists: [RevocationList], signedUnder others: [Certificate],
        heeding logged: [SHA256Digest: LoggedRevocation] = [:],
        clearing earlier: [RevocationList] = [], at now: Int64
    ) -> (until: Int64, standing: RevocationStanding) {
        let name = SHA256.digest(of: path.certificates.flatMap(\.digest.bytes))
        let found = standings.withLock { $0[name] }
        if let found, now <= found.until { return found }
        let look = RevocationLook(path, lists, signedUnder: others, at: now)
        let standing = look.standing(heeding: logged, clearedBy: earlier)
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

    /// Forgets everything: what paths are judged by has changed.
    func forget() { standings.withLock { $0.removeAll() } }
}
