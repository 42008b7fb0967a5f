// SPDX-License-Identifier: Apache-2.0

import Signing

/// Looks one path up in the revocation lists; that a certificate of it is over by now is another matter.
struct RevocationLook {
    private let path: CertificatePath
    /// The lists that were issued by now.
    private let begun: [RevocationList]
    private let lists: [RevocationList]
    private let others: [Certificate]
    private let now: Int64

    /// - Parameter others: certificates beside the path under which lists may be signed.
    init(
        _ path: CertificatePath, _ lists: [RevocationList], signedUnder others: [Certificate],
        at now: Int64
    ) {
        self.path = path
        self.lists = lists
        self.others = others
        self.now = now
        begun = lists.filter { $0.thisUpdate <= now }
    }

    /// What the lists say, and the log of whom they do not clear.
    ///
    /// - Parameter earlier: lists that were in force before and are not now.
    func standing(
        heeding logged: [SHA256Digest: LoggedRevocation], clearedBy earlier: [RevocationList]
    ) -> RevocationStanding {
        let faults = faults(by: lists)
        if let revoked = faults.first(where: { $0.rule == .revoked }) {
            return .revoked(position: revoked.position)
        }
        if let named = path.belowAnchor.firstIndex(where: isNamed) {
            return .revoked(position: named)
        }
        let held = path.belowAnchor.indices.first { position in
            logged[path.certificates[position].digest].map { logged in
                let named = lastNamed(position, in: begun + earlier, or: logged.listedAt)
                return !isCleared(position, since: named, by: begun)
                    && !earlier.contains { isCleared(position, since: named, by: [$0]) }
            } ?? false
        }
        if let held { return .revoked(position: held) }
        let doubts = faults.filter(\.rule.isListDoubt)
        return doubts.isEmpty ? .clear : .doubtful(doubts)
    }

    private func faults(by lists: [RevocationList]) -> [PathFault] {
        var rules = PathRules()
        rules.revocation = .path
        rules.signerMayBeAuthority = true
        return path.faults(by: lists, signedUnder: others, at: now, rules)
    }

    /// Whether the newest list that says anything of a certificate revokes it.
    ///
    /// OpenSSL passes over a list that it need not look at, such as a delta list of which the list before it
    /// does not tell. Whom his authority has revoked is let in by none of them.
    private func isNamed(_ certificate: Certificate) -> Bool {
        let telling = begun.filter { list in
            list.revokedSince(certificate) != nil || list.releases(certificate)
        }
        let newest = telling.filter(isSigned).max { $0.thisUpdate < $1.thisUpdate }
        return newest?.revokedSince(certificate) != nil
    }

    /// When the last list was issued that names a certificate: the one the log tells of, or one after it.
    ///
    /// A list that is renewed names whom it named before, and is entered in the log but once.
    private func lastNamed(
        _ position: Int, in lists: [RevocationList], or listedAt: Int64
    ) -> Int64 {
        let certificate = path.certificates[position]
        let naming = lists.filter { list in
            list.thisUpdate > listedAt && list.thisUpdate <= now
                && list.revokedSince(certificate) != nil && isSigned(list)
        }
        return naming.map(\.thisUpdate).max() ?? listedAt
    }

    /// Whether lists that were issued after the last that named a certificate speak of it, and name it no
    /// more.
    ///
    /// That such a list is out of date by now takes nothing from what it said. One that was issued after the
    /// certificate's end says nothing of it: who has ended need not be named any more (RFC 5280 section 3.3).
    private func isCleared(
        _ position: Int, since named: Int64, by lists: [RevocationList]
    ) -> Bool {
        let certificate = path.certificates[position]
        let later = lists.filter { list in
            named < list.thisUpdate && list.thisUpdate <= certificate.notAfter
                && list.thisUpdate <= now
        }
        if later.contains(where: { $0.releases(certificate) && isSigned($0) }) { return true }
        guard !later.isEmpty else { return false }
        return faults(by: later).allSatisfy { fault in
            fault.position != position || fault.rule == .listOutOfDate
                || fault.rule != .revoked && !fault.rule.isListDoubt
        }
    }

    private func isSigned(_ list: RevocationList) -> Bool {
        (path.certificates + others).contains { list.isIssued(by: $0) }
    }
}
