// SPDX-License-Identifier: Apache-2.0

package import Wire

/// A key that signs, and does not show its secret when it is printed or logged.
package struct PrivateKey: Sendable {
    /// The other half, under the same `kid`.
    package let publicKey: PublicKey
    /// The secret numbers.
    private let secret: PrivateComponents
    /// The key in OpenSSL.
    let material: KeyMaterial

    /// Makes a fresh key; the `kid` is its thumbprint.
    package static func generate(_ kind: KeyKind) -> PrivateKey {
        let material = KeyMaterial.generating(kind)
        let (components, secret) = material.components(of: kind)
        let algorithms = components.algorithms(named: nil, allowingRS256: false)
        return PrivateKey(
            publicKey: PublicKey(
                components, material: material, kid: nil, algorithms: algorithms),
            secret: secret, material: material)
    }

    /// Reads a private JSON Web Key (RFC 7517) and checks that its halves belong together.
    ///
    /// An RSA key that names no `alg` signs both PS256 and RS256: the choice is its owner's.
    package init(jwk: JSONNode) throws(KeyError) {
        let reader = try JWKReader(jwk)
        let components = try reader.publicComponents()
        let secret = try reader.privateComponents(of: components)
        try reader.refuseMembers(foreignTo: components)
        try reader.requirePurpose("sign")
        let named = try reader.algorithm(of: components)
        let kid = try reader.keyID()
        let publicMaterial = try KeyMaterial.importing(components)
        publicKey = PublicKey(
            components, material: publicMaterial, kid: kid,
            algorithms: components.algorithms(named: named, allowingRS256: true))
        self.secret = secret
        material = try KeyMaterial.importing(secret, of: components)
    }

    init(publicKey: PublicKey, secret: PrivateComponents, material: KeyMaterial) {
        self.publicKey = publicKey
        self.secret = secret
        self.material = material
    }

    /// The key as a private JSON Web Key, for a file that only its owner reads.
    package var jwk: JSONValue { JSONValue(strings: publicKey.members + secret.members) }
}

extension PrivateKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The name of the key and nothing of its secret.
    package var description: String { "PrivateKey(\(publicKey.kid))" }

    /// The name of the key and nothing of its secret.
    package var debugDescription: String { description }

    /// Shows the public half alone, so that `dump` gives nothing away.
    package var customMirror: Mirror { Mirror(self, children: ["kid": publicKey.kid]) }
}
