// SPDX-License-Identifier: Apache-2.0

package import Wire

/// The public keys of one issuer, by name: a JWK Set (RFC 7517 section 5) of good keys only.
///
/// One bad key refuses the whole set, so that nobody finds out later which of his keys is missing.
package struct PublicKeySet: Sendable, Hashable {
    /// The keys in the order of the set.
    package let keys: [PublicKey]
    private let positions: [String: Int]

    /// Gathers keys; two of one `kid` are refused, for nobody could say which of them is meant.
    package init(_ keys: [PublicKey]) throws(KeyError) {
        var positions: [String: Int] = [:]
        for (position, key) in keys.enumerated() {
            guard positions.updateValue(position, forKey: key.kid) == nil else {
                throw .duplicateKeyID(key.kid)
            }
        }
        self.keys = keys
        self.positions = positions
    }

    /// Reads a JWK Set whose keys are all public keys that Baton speaks.
    package init(jwks: JSONNode, allowingRS256: Bool = false) throws(KeyError) {
        guard jwks.kind == .object, let list = jwks["keys"], list.kind == .array else {
            throw .notAKeySet
        }
        var keys: [PublicKey] = []
        for element in list.elements {
            keys.append(try PublicKey(jwk: element, allowingRS256: allowingRS256))
        }
        try self.init(keys)
    }

    /// The key of this name, or nil when the issuer has none.
    package subscript(kid: String) -> PublicKey? { positions[kid].map { keys[$0] } }

    /// The set as a JWK Set of public keys.
    package var jwks: JSONValue {
        .object([JSONMember("keys", .array(keys.map(\.jwk)))])
    }
}
