// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
package import Signing
import Synchronization

/// The certificates that agencies showed since the start: in memory, since a handshake leaves no entry,
/// and across loads, which forget whom they believe.
///
/// What is found good alone gets in, and only of agencies that are registered. There is room for so
/// many; what is over goes first, then what was shown longest ago.
final class ShownCertificates: Sendable {
    /// How many are remembered.
    static let mostRemembered = 1_024

    private let most: Int
    private let memory = Mutex(Memory())

    /// One that is remembered, and when it was shown last.
    struct Sight: Sendable, Hashable {
        let shown: ShownCertificate
        let lastAt: Instant
    }

    private struct Name: Hashable {
        let digest: SHA256Digest
        let use: CertificateUse
    }

    private struct Memory {
        var sights: [Name: Sight] = [:]
        var news = 0

        /// Whether a certificate is near its end, or in the place of one that is.
        func matters(_ shown: ShownCertificate, at now: Instant) -> Bool {
            shown.step(at: now) != nil
                || sights.values.contains {
                    shown.follows($0.shown) && $0.shown.step(at: now) != nil
                }
        }
    }

    /// Remembers none yet.
    ///
    /// - Parameter most: how many there is room for.
    init(most: Int = mostRemembered) { self.most = most }

    /// Every certificate that is remembered, the one that ends first before the others.
    var all: [Sight] {
        memory.withLock { Array($0.sights.values) }.sorted {
            ($0.shown.until, $0.shown.certificate.digest)
                < ($1.shown.until, $1.shown.certificate.digest)
        }
    }

    /// Goes up with each certificate that is new here and that may begin a warning or end one.
    var news: Int { memory.withLock { $0.news } }

    /// Notes that a certificate was shown; one that is over is not noted.
    func note(_ shown: ShownCertificate, at now: Instant) {
        guard now < shown.until else { return }
        let name = Name(digest: shown.certificate.digest, use: shown.use)
        memory.withLock { memory in
            let known = memory.sights[name]?.shown
            if known == nil { makeRoom(in: &memory.sights, at: now) }
            // Another path to the same certificate may end at another time.
            if known?.until != shown.until, memory.matters(shown, at: now) { memory.news += 1 }
            memory.sights[name] = Sight(shown: shown, lastAt: now)
        }
    }

    private func makeRoom(in sights: inout [Name: Sight], at now: Instant) {
        if sights.count >= most { sights = sights.filter { now < $0.value.shown.until } }
        while sights.count >= most,
            let oldest = sights.min(by: { $0.value.lastAt < $1.value.lastAt })
        {
            sights.removeValue(forKey: oldest.key)
        }
    }
}

extension Broker {
    /// Notes that an agency showed a certificate whose path was found good, so that it hears of its end
    /// in time; nobody waits for that.
    package func note(_ path: CertificatePath, of agency: AgencyID, for use: CertificateUse) {
        guard setting.directory.agency(agency) != nil else { return }
        shown.note(ShownCertificate(agency: agency, use: use, path: path), at: now)
    }
}
