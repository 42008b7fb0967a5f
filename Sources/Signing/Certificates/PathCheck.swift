// SPDX-License-Identifier: Apache-2.0

/// Judges one row of issuers: by OpenSSL, and by what OpenSSL leaves out.
struct PathCheck {
    private let certificates: [Certificate]
    private let anchor: TrustAnchor
    private let rules: PathRules
    /// All that is wrong, the signer's first.
    private(set) var faults: [PathFault] = []

    init(
        _ candidate: PathSearch.Candidate, lists: [RevocationList], at seconds: Int64,
        _ rules: PathRules
    ) {
        certificates = candidate.certificates
        anchor = candidate.anchor
        self.rules = rules
        faults = PathVerification.faults(in: candidate, lists: lists, at: seconds, rules)
        checkSigner()
        for (position, certificate) in certificates.enumerated() {
            for rule in certificate.weaknesses(asAuthority: position > 0) {
                require(rule, at: position)
            }
            checkPurpose(of: certificate, at: position)
            if position > 0 { checkAuthority(certificate, at: position) }
        }
        let end = certificates.count
        require(
            anchor.certificate.keyFault(asAuthority: true).map(PathRule.key), at: end)
        if anchor.contents.contains(.constraints) {
            checkPurpose(of: anchor.certificate, at: end)
            checkAuthority(anchor.certificate, at: end)
        }
        if rules.conformance == .profile { checkProfile(lists) }
        faults = faults.enumerated()
            .sorted { ($0.element.position, $0.offset) < ($1.element.position, $1.offset) }
            .map(\.element)
    }

    private mutating func require(_ broken: PathRule?, at position: Int) {
        guard let fault = broken.map({ PathFault($0, at: position) }), !faults.contains(fault)
        else {
            return
        }
        faults.append(fault)
    }

    private mutating func checkSigner() {
        let signer = certificates[0]
        if !rules.signerMayBeAuthority, signer.isAuthority {
            require(.signerIsAuthority, at: 0)
        }
        let isNamed = signer.keyUsage.map { $0.isSuperset(of: rules.signerUsage) }
        if !(isNamed ?? !rules.signerMustNameUsage) { require(.keyUsage, at: 0) }
        if let limit = rules.longestValidity {
            // The last second counts (RFC 5280 section 4.1.2.5).
            let length = signer.notAfter - signer.notBefore + 1
            if length > limit { require(.validForTooLong(length, limit: limit), at: 0) }
        }
    }

    /// OpenSSL takes an authority without basic constraints for one by its key usage, where RFC 5280
    /// section 6.1.4 k does not.
    private mutating func checkAuthority(_ certificate: Certificate, at position: Int) {
        if !certificate.isAuthority { require(.notAnAuthority, at: position) }
    }

    private mutating func checkPurpose(of certificate: Certificate, at position: Int) {
        guard let rule = rules.purpose else { return }
        let named = certificate.purposes
        let namesIt = named.map { !rule.purposes.isDisjoint(with: $0) }
        let namesAny = named?.contains(PurposeRule.any) ?? true
        let isKept =
            switch (position, rule.issuers) {
            case (0, _):
                (namesIt ?? false || namesAny && !rule.signerMustName)
                    && rule.forbidden.isDisjoint(with: named ?? [])
            case (_, .mayLeaveOpen): namesIt ?? true || namesAny
            case (_, .mustNameIfAny): namesIt ?? true
            case (certificates.count, .mustName): namesIt ?? true
            case (_, .mustName): namesIt ?? false
            }
        if !isKept { require(.purpose, at: position) }
    }

    private mutating func checkProfile(_ lists: [RevocationList]) {
        let judged = certificates + (anchor.contents == .all ? [anchor.certificate] : [])
        for (position, certificate) in judged.enumerated() {
            for rule in ProfileCheck(certificate).broken { require(.profile(rule), at: position) }
        }
        guard rules.revocation != .unchecked else { return }
        // Counted from the signer: whose list each certificate would stand in.
        let issuers = Array(certificates.dropFirst()) + [anchor.certificate]
        for list in lists {
            let position = issuers.firstIndex { list.handle.names($0.handle) }
            guard let position else { continue }
            for rule in ListCheck(list).broken { require(.list(rule), at: position) }
        }
    }
}
