// SPDX-License-Identifier: Apache-2.0

/// A path from a signer to an anchor that keeps the rules it was verified by.
///
/// Only `CertificatePath.verifying` makes one.
package struct CertificatePath: Sendable, Hashable {
    /// The signer's certificate, then each issuer's, then the anchor.
    package let certificates: [Certificate]
    /// The anchor that ends it.
    package let anchor: TrustAnchor

    /// The signer's certificate.
    package var signer: Certificate { certificates[0] }

    /// The certificates that lead to the anchor, the signer's first; without the anchor.
    package var belowAnchor: ArraySlice<Certificate> { certificates.dropLast() }

    /// When every certificate below the anchor is valid, both seconds included, since 1970.
    package var secondsBelowAnchor: ClosedRange<Int64> {
        let first = belowAnchor.map(\.notBefore).max() ?? signer.notBefore
        return first...max(first, belowAnchor.map(\.notAfter).min() ?? signer.notAfter)
    }

    /// What is wrong with just this row of issuers, at another time or by other rules.
    ///
    /// - Parameter others: certificates beside it, under which only lists are verified: an authority may sign
    ///   its lists with another key than its certificates (RFC 5280 section 6.3.3).
    package func faults(
        by lists: [RevocationList], signedUnder others: [Certificate], at seconds: Int64,
        _ rules: PathRules
    ) -> [PathFault] {
        let others = others.filter { !certificates.contains($0) }
        let row = PathSearch.Candidate(
            certificates: Array(belowAnchor), anchor: anchor, others: others)
        return PathCheck(row, lists: lists, at: seconds, rules).faults
    }

    /// Finds a path and verifies it, or says everything that is wrong with the best there is.
    ///
    /// - Parameter offered: certificates that may stand between, in any order, of whoever shows the signer's.
    /// - Parameter known: such as whoever verifies has beside: they count towards no limit.
    /// - Parameter lists: revocation lists, of any issuer.
    /// - Parameter seconds: the time at which the path must be good, since 1970.
    package static func verifying(
        _ signer: Certificate, offered: [Certificate], known: [Certificate] = [],
        anchors: [TrustAnchor], lists: [RevocationList] = [], at seconds: Int64, _ rules: PathRules
    ) throws(PathFaults) -> CertificatePath {
        guard offered.count <= rules.mostOffered else {
            let rule = PathRule.tooManyOffered(offered.count, limit: rules.mostOffered)
            throw PathFaults(faults: [PathFault(rule)])
        }
        var search = PathSearch(
            offered: offered + known, anchors: anchors, between: rules.longestBetween)
        var best: [PathFault]?
        for candidate in search.candidates(for: signer) {
            let check = PathCheck(candidate, lists: lists, at: seconds, rules)
            guard !check.faults.isEmpty else {
                return CertificatePath(
                    certificates: candidate.certificates + [candidate.anchor.certificate],
                    anchor: candidate.anchor)
            }
            if best.map({ check.faults.count < $0.count }) ?? true { best = check.faults }
        }
        throw PathFaults(faults: best ?? [PathFault(search.emptyHanded)])
    }
}

extension PathSearch {
    /// Why nothing was found.
    fileprivate var emptyHanded: PathRule {
        isCutShort ? .searchTooLong : sawWrongKey ? .signature : .noPath
    }
}
