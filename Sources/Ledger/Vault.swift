// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
package import Signing

/// The secret keys under which the store keeps what it must not show.
///
/// All are 32 raw bytes; numbered ones rotate, the newest (highest number) writes. The `jti` key
/// never rotates, because one index serves the living and the purged (interfaces.md section 6).
package struct Vault: Sendable {
    /// How many bytes each key has.
    package static let keyBytes = 32

    private let storeKeys: [Int: [UInt8]]
    private let indexKeys: [Int: [UInt8]]
    private let jtiKey: [UInt8]

    /// Holds keys.
    package init(
        storeKeys: [Int: [UInt8]], indexKeys: [Int: [UInt8]], jtiKey: [UInt8]
    ) throws(VaultError) {
        guard !storeKeys.isEmpty, !indexKeys.isEmpty else { throw .noKey }
        for key in [jtiKey] + storeKeys.values + indexKeys.values
        where key.count != Self.keyBytes {
            throw .wrongLength(key.count)
        }
        self.storeKeys = storeKeys
        self.indexKeys = indexKeys
        self.jtiKey = jtiKey
    }

    /// The number of the store key that new messages are sealed under.
    package var currentStoreKey: Int { storeKeys.keys.max() ?? 0 }

    /// The number of the index key that new pseudonyms are made under.
    package var currentIndexKey: Int { indexKeys.keys.max() ?? 0 }

    /// The keyed form under which a `jti` is unique for ever: 16 bytes.
    package func indexed(_ token: TokenID) -> [UInt8] { keyed(Array(token.text.utf8)) }

    /// The keyed form under which a refused message is recognised when it is sent again: 16 bytes.
    package func indexed(_ digest: SHA256Digest) -> [UInt8] { keyed(digest.bytes) }

    private func keyed(_ bytes: [UInt8]) -> [UInt8] {
        Array(HMACSHA256.code(for: bytes, key: jtiKey).bytes.prefix(16))
    }

    /// A mark of each key by its name in the configuration, such as `store_keys.1`: by it a key is
    /// known again, and nothing else can be told of it.
    ///
    /// HMAC-SHA-256 of a text that nothing else is the code of: no `jti` has a space, no digest that
    /// length, and a pseudonym's text begins with a URI.
    package var marks: [String: SHA256Digest] {
        var marks = ["jti_key": Self.mark("jti_key", jtiKey)]
        for (list, keys) in [("store_keys", storeKeys), ("index_keys", indexKeys)] {
            for (number, key) in keys {
                let name = "\(list).\(number)"
                marks[name] = Self.mark(name, key)
            }
        }
        return marks
    }

    private static func mark(_ name: String, _ key: [UInt8]) -> SHA256Digest {
        HMACSHA256.code(for: Array("Baton, the mark of a key, version 1: \(name)".utf8), key: key)
    }

    /// A person's pseudonym: 16 bytes that say nothing outside their partnership and system.
    package func pseudonym(
        of value: String, system: String, in partnership: PartnershipID
    ) -> [UInt8] {
        let text = "\(partnership.uri)\n\(system)\n\(value)"
        let key = indexKeys[currentIndexKey] ?? []
        return Array(HMACSHA256.code(for: Array(text.utf8), key: key).bytes.prefix(16))
    }

    func wrap(_ dataKey: [UInt8]) -> (number: Int, wrapped: [UInt8]) {
        let number = currentStoreKey
        return (number, AESKeyWrap.wrap(dataKey, under: storeKeys[number] ?? []))
    }

    func unwrap(_ wrapped: [UInt8], number: Int) throws(SealFault) -> [UInt8] {
        guard let key = storeKeys[number] else { throw .unknownStoreKey(number) }
        do { return try AESKeyWrap.unwrap(wrapped, under: key) } catch {
            throw .doesNotOpen
        }
    }
}

/// Why keys cannot be used.
package enum VaultError: Error, Sendable, Hashable {
    /// There is no store key or no index key.
    case noKey
    /// A key does not have 32 bytes.
    case wrongLength(Int)
}
