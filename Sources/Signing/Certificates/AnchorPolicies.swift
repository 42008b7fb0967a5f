// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// What an anchor's own certificate demands of policies (RFC 5937 section 3.2), where OpenSSL begins
/// with the certificate below it.
struct AnchorPolicies {
    /// The policies of which one must be valid from the next certificate on; without any, all are.
    private(set) var policies: [ASN1Name]
    /// The flags that OpenSSL is given.
    private(set) var flags: Int32 = 0
    /// Whether none of the policies that are asked for is one of the anchor's.
    private(set) var isContradiction = false

    private let anchor: Certificate
    private let below: [Certificate]

    init(_ candidate: PathSearch.Candidate, asked: [ASN1Name]) {
        anchor = candidate.anchor.certificate
        below = candidate.certificates
        policies = asked
        guard candidate.anchor.contents.contains(.constraints) else { return }
        narrow()
        map()
        constrain()
    }

    private mutating func narrow() {
        guard let own = Self.policies(of: anchor), !own.contains(Self.any) else { return }
        let both = policies.isEmpty ? own : policies.filter(own.contains)
        isContradiction = both.isEmpty
        policies = both
    }

    private mutating func map() {
        var reader = anchor.named(ExtensionName.policyMappings)?.contents?.reader
        let pairs = (reader?.all() ?? []).compactMap { pair -> (ASN1Name, ASN1Name)? in
            var inner = pair.reader
            guard let from = inner.next(), let to = inner.next() else { return nil }
            return (ASN1Name(encoded: from.content), ASN1Name(encoded: to.content))
        }
        policies = policies.flatMap { policy in
            let mapped = pairs.filter { $0.0 == policy }.map(\.1)
            return mapped.isEmpty ? [policy] : mapped
        }
    }

    /// An anchor may let some certificates pass before it inhibits: the flag is for the whole path, so
    /// it is set only where something to be inhibited stands beyond them.
    private mutating func constrain() {
        var reader = anchor.named(ExtensionName.policyConstraints)?.contents?.reader
        let explicit = Self.skipped(reader?.next(DERTag.context(0, constructed: false)))
        let mapping = Self.skipped(reader?.next(DERTag.context(1, constructed: false)))
        let any = Self.skipped(anchor.named(ExtensionName.inhibitAnyPolicy)?.contents)
        if let explicit, explicit <= distance(of: 0) { flags |= X509_V_FLAG_EXPLICIT_POLICY }
        let mapsBeyond = has(beyond: mapping) { $0.named(ExtensionName.policyMappings) != nil }
        if mapsBeyond { flags |= X509_V_FLAG_INHIBIT_MAP }
        let saysAnyBeyond = has(beyond: any) { Self.policies(of: $0)?.contains(Self.any) ?? false }
        if saysAnyBeyond { flags |= X509_V_FLAG_INHIBIT_ANY }
    }

    private func has(beyond skipped: Int?, _ isMeant: (Certificate) -> Bool) -> Bool {
        guard let skipped else { return false }
        return below.indices.contains { distance(of: $0) > skipped && isMeant(below[$0]) }
    }

    /// How far below the anchor a certificate stands; those that issued themselves do not count.
    private func distance(of position: Int) -> Int {
        1 + below[(position + 1)...].count { !$0.isSelfIssued }
    }

    private static let any = ASN1Name.known(2, 5, 29, 32, 0)

    private static func policies(of certificate: Certificate) -> [ASN1Name]? {
        guard let named = certificate.named(ExtensionName.certificatePolicies) else { return nil }
        var reader = named.contents?.reader
        return (reader?.all() ?? []).map { policy in
            var inner = policy.reader
            return ASN1Name(encoded: inner.next()?.content ?? [])
        }
    }

    /// How many certificates pass before something is inhibited; a number that is none lets none pass.
    private static func skipped(_ number: DERValue?) -> Int? {
        guard let number else { return nil }
        guard number.content.count <= 4, (number.content.first ?? 0x80) < 0x80 else { return 0 }
        return number.content.reduce(0) { $0 << 8 | Int($1) }
    }
}
