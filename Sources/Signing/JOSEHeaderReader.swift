// SPDX-License-Identifier: Apache-2.0

internal import Wire

/// Reads one header and gathers what is wrong with it.
struct JOSEHeaderReader {
    let header: JSONNode
    var faults: [HeaderFault] = []

    mutating func algorithm(allowing allowed: [SignatureAlgorithm]) -> SignatureAlgorithm? {
        guard let name = header["alg"]?.string else { return fault(.noAlgorithm) }
        guard let algorithm = SignatureAlgorithm(rawValue: name) else {
            return fault(.unknownAlgorithm(name))
        }
        guard allowed.contains(algorithm) else { return fault(.algorithmNotAllowed(algorithm)) }
        return algorithm
    }

    mutating func requireType(_ expected: TokenType) {
        let member = header["typ"]
        let type = member?.string
        guard member == nil || type != nil, expected.admits(type) else {
            faults.append(.wrongType(type, expected: expected))
            return
        }
    }

    mutating func keyID() -> String? {
        guard let member = header["kid"] else { return nil }
        guard let name = member.string, JOSEHeader.isKeyID(name) else {
            return fault(.malformedKeyID)
        }
        return name
    }

    mutating func certificateDigest() -> SHA256Digest? {
        guard let member = header["x5t#S256"] else { return nil }
        guard let text = member.string, let bytes = try? Base64URL.decode(text),
            let digest = SHA256Digest(bytes: bytes)
        else { return fault(.malformedThumbprint) }
        return digest
    }

    mutating func certificates() -> [[UInt8]] {
        guard let member = header["x5c"] else { return [] }
        let certificates = member.elements.compactMap { element in
            element.string.flatMap { try? Base64.decode($0) }
        }
        guard member.kind == .array, (1...JOSEHeader.chainLength).contains(member.count),
            certificates.count == member.count
        else {
            faults.append(.malformedChain)
            return []
        }
        return certificates
    }

    mutating func requireKeyNamed() {
        guard header["kid"] == nil, header["x5t#S256"] == nil, header["x5c"] == nil else { return }
        faults.append(.noKeyNamed)
    }

    mutating func refuseForbiddenMembers() {
        if header["crit"] != nil { faults.append(.critical) }
        for name in ["jku", "x5u", "jwk", "b64", "zip"] where header[name] != nil {
            faults.append(.forbiddenMember(name))
        }
    }

    private mutating func fault<Value>(_ fault: HeaderFault) -> Value? {
        faults.append(fault)
        return nil
    }
}
