// SPDX-License-Identifier: Apache-2.0

/// Looks for rows of issuers that lead from a certificate to an anchor.
///
/// Whoever offers certificates may offer many that name, and even sign, each other (RFC 4158 section
/// 2.4.2), so the search goes back when it comes to nothing, takes no issuer twice, checks no
/// signature twice, and stops at its limits. It fetches nothing.
struct PathSearch {
    /// A row of issuers: what was offered, from the signer on, and the anchor that ends it.
    struct Candidate {
        let certificates: [Certificate]
        let anchor: TrustAnchor
        /// What else was offered: an authority may sign its lists with another key than its
        /// certificates, whose certificate is then among these.
        let others: [Certificate]
    }

    private let anchors: [TrustAnchor]
    private let offered: [Certificate]
    private let longest: Int
    /// Which of those offered an anchor can be reached from, by names alone.
    private var hopeful: [Bool] = []
    private var signatures: [Edge: Bool] = [:]
    private var steps = 0
    private var found: [Candidate] = []
    /// Whether the search came to one of its limits before it came to its end.
    private(set) var isCutShort = false
    /// Whether an issuer of the right name was at hand whose key did not sign.
    private(set) var sawWrongKey = false

    private struct Edge: Hashable {
        let child: SHA256Digest
        let issuer: SHA256Digest
    }

    /// - Parameter between: how many certificates there may be between signer and anchor.
    init(offered: [Certificate], anchors: [TrustAnchor], between: Int) {
        var seen: Set<SHA256Digest> = []
        // A certificate that is an anchor is needed no more, and one that signed itself leads nowhere.
        let known = Set(anchors.map(\.certificate.digest))
        self.offered = offered.filter {
            !known.contains($0.digest) && seen.insert($0.digest).inserted
        }
        self.anchors = anchors
        longest = between + 1
        hopeful = hope()
    }

    /// All rows, shortest first, as many as are judged.
    mutating func candidates(for signer: Certificate) -> [Candidate] {
        for length in 1...max(longest, 1) where found.count < CertificateLimits.pathsJudged {
            guard !isCutShort else { break }
            extend([signer], to: length)
        }
        return found
    }

    /// Extends a row that has `path.count` certificates to exactly `length` of them and an anchor.
    private mutating func extend(_ path: [Certificate], to length: Int) {
        guard let last = path.last, !isCutShort, found.count < CertificateLimits.pathsJudged else {
            return
        }
        steps += 1
        guard steps <= CertificateLimits.searchSteps else { return isCutShort = true }
        if path.count == length {
            for anchor in anchors
            where anchor.certificate != path[0] && issues(anchor.certificate, last) {
                let others = offered.filter { !path.contains($0) }
                found.append(Candidate(certificates: path, anchor: anchor, others: others))
            }
            return
        }
        for (position, issuer) in offered.enumerated() where hopeful[position] {
            guard !path.contains(where: { isSameAuthority($0, issuer) }), issues(issuer, last)
            else {
                continue
            }
            extend(path + [issuer], to: length)
        }
    }

    /// Whether one certificate's name and key issued another.
    private mutating func issues(_ issuer: Certificate, _ child: Certificate) -> Bool {
        guard child.handle.names(issuer.handle), child.handle.identifies(issuer.handle) else {
            return false
        }
        let edge = Edge(child: child.digest, issuer: issuer.digest)
        if let known = signatures[edge] { return known }
        guard signatures.count < CertificateLimits.signatureChecks else {
            isCutShort = true
            return false
        }
        let isSigned = issuer.isAffordable && child.handle.isSigned(by: issuer.handle)
        signatures[edge] = isSigned
        if !isSigned { sawWrongKey = true }
        return isSigned
    }

    private func isSameAuthority(_ one: Certificate, _ other: Certificate) -> Bool {
        one.digest == other.digest
            || one.handle.hasSubject(of: other.handle)
                && one.subjectPublicKeyInfo.encoded.elementsEqual(
                    other.subjectPublicKeyInfo.encoded)
    }

    /// Finds, from the anchors down, which of those offered could have an anchor above them.
    private func hope() -> [Bool] {
        var hopeful = offered.map { child in
            anchors.contains { child.handle.names($0.certificate.handle) }
        }
        var grew = true
        while grew {
            grew = false
            for (position, child) in offered.enumerated() where !hopeful[position] {
                let leads = offered.indices.contains { above in
                    hopeful[above] && child.handle.names(offered[above].handle)
                }
                guard leads else { continue }
                hopeful[position] = true
                grew = true
            }
        }
        return hopeful
    }
}
