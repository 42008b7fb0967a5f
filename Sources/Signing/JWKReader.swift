// SPDX-License-Identifier: Apache-2.0

internal import Wire

/// Reads the members of one JSON Web Key (RFC 7517, RFC 7518 section 6, RFC 8037), strictly.
struct JWKReader {
    private let node: JSONNode

    init(_ node: JSONNode) throws(KeyError) {
        guard node.kind == .object else { throw .notAnObject }
        self.node = node
    }

    /// The key's public numbers.
    func publicComponents() throws(KeyError) -> PublicComponents {
        switch try string("kty") {
        case "EC":
            let name = try string("crv")
            guard let curve = EllipticCurve(rawValue: name) else { throw .unknownCurve(name) }
            let x = try bytes("x", count: curve.byteCount)
            return .elliptic(curve, x: x, y: try bytes("y", count: curve.byteCount))
        case "OKP":
            let name = try string("crv")
            guard name == "Ed25519" else { throw .unknownCurve(name) }
            return .edwards(x: try bytes("x", count: EdwardsPoint.byteCount))
        case "RSA": return .rsa(modulus: try bytes("n"), exponent: try bytes("e"))
        case let other: throw .unknownKeyType(other)
        }
    }

    /// The key's private numbers; RSA keys must have all that RFC 7518 calls recommended.
    func privateComponents(of key: PublicComponents) throws(KeyError) -> PrivateComponents {
        switch key {
        case .elliptic(let curve, _, _): return .scalar(try bytes("d", count: curve.byteCount))
        case .edwards: return .scalar(try bytes("d", count: EdwardsPoint.byteCount))
        case .rsa:
            guard node["oth"] == nil else { throw .privateNotOfPublic }
            return .rsa(
                .init(
                    d: try bytes("d"), p: try bytes("p"), q: try bytes("q"),
                    dp: try bytes("dp"), dq: try bytes("dq"), qi: try bytes("qi")))
        }
    }

    func refusePrivateMembers() throws(KeyError) {
        for name in PublicComponents.privateMembers where node[name] != nil {
            throw .privateMember(name)
        }
    }

    /// Refuses the members of another type of key: two programs could take it for two different keys.
    func refuseMembers(foreignTo key: PublicComponents) throws(KeyError) {
        let own = key.ownMembers
        for name in PublicComponents.typedMembers where !own.contains(name) && node[name] != nil {
            throw .memberOfAnotherType(name, kty: key.typeName)
        }
    }

    /// The name of the key, when it has one.
    func keyID() throws(KeyError) -> String? { try optionalString("kid") }

    /// The algorithm that the key says it is for, when it says so.
    func algorithm(of key: PublicComponents) throws(KeyError) -> SignatureAlgorithm? {
        guard let name = try optionalString("alg") else { return nil }
        guard let algorithm = SignatureAlgorithm(rawValue: name) else {
            throw .unknownAlgorithm(name)
        }
        guard key.possibleAlgorithms.contains(algorithm) else {
            throw .algorithmNotOfKey(algorithm)
        }
        return algorithm
    }

    /// Checks `use` and `key_ops` (RFC 7517 sections 4.2 and 4.3), when they are there.
    func requirePurpose(_ operation: String) throws(KeyError) {
        if let use = try optionalString("use"), use != "sig" { throw .notForSignatures(use: use) }
        guard let list = node["key_ops"] else { return }
        let operations = list.elements.compactMap(\.string)
        guard list.kind == .array, operations.count == list.count,
            operations.contains(operation), Set(operations).count == operations.count,
            operations.allSatisfy({ $0 == "sign" || $0 == "verify" })
        else { throw .operationsNotAllowed(operations) }
    }

    private func string(_ member: String) throws(KeyError) -> String {
        guard let string = try optionalString(member) else { throw .missing(member: member) }
        return string
    }

    private func optionalString(_ member: String) throws(KeyError) -> String? {
        guard let value = node[member] else { return nil }
        guard let string = value.string else { throw .notAString(member: member) }
        return string
    }

    private func bytes(_ member: String) throws(KeyError) -> [UInt8] {
        let text = try string(member)
        guard let bytes = try? Base64URL.decode(text), !bytes.isEmpty else {
            throw .notBase64URL(member: member)
        }
        return bytes
    }

    private func bytes(_ member: String, count: Int) throws(KeyError) -> [UInt8] {
        let bytes = try bytes(member)
        guard bytes.count == count else {
            throw .wrongLength(member: member, bytes.count, expected: count)
        }
        return bytes
    }
}

extension PublicComponents {
    /// Every algorithm that such a key could be for.
    var possibleAlgorithms: [SignatureAlgorithm] {
        switch self {
        case .elliptic(let curve, _, _): [curve.algorithm]
        case .edwards: [.edDSA, .ed25519]
        case .rsa: [.ps256, .rs256]
        }
    }

    /// The algorithms that a key is for: its own; for RSA what its `alg` says, or else PS256, and
    /// RS256 too where that is allowed.
    func algorithms(named: SignatureAlgorithm?, allowingRS256: Bool) -> [SignatureAlgorithm] {
        guard case .rsa = self else { return possibleAlgorithms }
        if let named { return [named] }
        return allowingRS256 ? [.ps256, .rs256] : [.ps256]
    }
}
