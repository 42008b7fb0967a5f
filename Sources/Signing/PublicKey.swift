// SPDX-License-Identifier: Apache-2.0

package import Wire

/// A key that verifies: parsed and checked once, then used from any thread.
///
/// Parsing costs more than a verification, so keep the key, not its JSON.
package struct PublicKey: Sendable {
    /// What the key is called: the `kid` of its JWK, or else its thumbprint.
    package let kid: String
    /// The SHA-256 thumbprint of RFC 7638, in base64url: the key's name that nobody chose.
    package let thumbprint: String
    /// The algorithms that this key verifies; a header that names another is refused.
    package let algorithms: [SignatureAlgorithm]
    /// The numbers.
    let components: PublicComponents
    /// The key in OpenSSL.
    let material: KeyMaterial
    /// One prepared verification for each algorithm that has a digest.
    let templates: [VerificationTemplate]
    /// What makes a much used key faster; shared by all copies of it.
    let preparation = KeyPreparation()

    /// Reads a JSON Web Key (RFC 7517) and checks everything that can be checked of it.
    ///
    /// `allowingRS256` lets an RSA key that names no `alg` verify RS256 beside PS256.
    package init(jwk: JSONNode, allowingRS256: Bool = false) throws(KeyError) {
        let reader = try JWKReader(jwk)
        let components = try reader.publicComponents()
        try reader.refusePrivateMembers()
        try reader.refuseMembers(foreignTo: components)
        try reader.requirePurpose("verify")
        let named = try reader.algorithm(of: components)
        let kid = try reader.keyID()
        self.init(
            components, material: try KeyMaterial.importing(components), kid: kid,
            algorithms: components.algorithms(named: named, allowingRS256: allowingRS256))
    }

    /// Takes the 32 bytes of an Ed25519 key, as notes and witnesses write it.
    package init(ed25519 bytes: [UInt8], kid: String? = nil) throws(KeyError) {
        let components = PublicComponents.edwards(x: bytes)
        let material = try KeyMaterial.importing(components)
        self.init(
            components, material: material, kid: kid, algorithms: components.possibleAlgorithms)
    }

    init(
        _ components: PublicComponents, material: KeyMaterial, kid: String?,
        algorithms: [SignatureAlgorithm]
    ) {
        thumbprint = components.thumbprint
        self.kid = kid ?? thumbprint
        self.algorithms = algorithms
        self.components = components
        self.material = material
        templates = algorithms.compactMap { VerificationTemplate($0, key: material) }
    }

    /// The key as a public JSON Web Key, with `kid`, `use` and, when there is but one, `alg`.
    package var jwk: JSONValue { JSONValue(strings: members) }

    /// The 32 bytes of an Ed25519 key, as notes and witnesses write it; nil for another type.
    package var ed25519: [UInt8]? {
        guard case .edwards(let x) = components else { return nil }
        return x
    }

    /// The members of the public JSON Web Key.
    var members: [(String, String)] {
        var members = components.requiredMembers + [("kid", kid), ("use", "sig")]
        switch components {
        case .edwards: members.append(("alg", SignatureAlgorithm.edDSA.rawValue))
        case .elliptic, .rsa:
            if algorithms.count == 1 { members.append(("alg", algorithms[0].rawValue)) }
        }
        return members
    }
}

extension PublicKey: Hashable {
    /// Two keys are the same when their numbers, name and algorithms are.
    package static func == (left: Self, right: Self) -> Bool {
        left.components == right.components && left.kid == right.kid
            && left.algorithms == right.algorithms
    }

    /// Feeds the name that nobody chose.
    package func hash(into hasher: inout Hasher) { hasher.combine(thumbprint) }
}
