// SPDX-License-Identifier: Apache-2.0

import Intake
import Ledger
import Safeguarding
import Signing
import Testing

@Suite struct `The vault` {
    private static func key(_ byte: UInt8, count: Int = 32) -> [UInt8] {
        [UInt8](repeating: byte, count: count)
    }

    private static func vault(
        store: [Int: [UInt8]] = [1: key(1)], index: [Int: [UInt8]] = [1: key(2)],
        jti: [UInt8] = key(3)
    ) throws(VaultError) -> Vault {
        try Vault(storeKeys: store, indexKeys: index, jtiKey: jti)
    }

    @Test(arguments: [0, 16, 31, 33, 64])
    func `holds keys of 32 bytes and no others`(_ count: Int) throws {
        let wrong = Self.key(1, count: count)
        #expect(throws: VaultError.wrongLength(count)) { try Self.vault(store: [1: wrong]) }
        #expect(throws: VaultError.wrongLength(count)) { try Self.vault(index: [1: wrong]) }
        #expect(throws: VaultError.wrongLength(count)) { try Self.vault(jti: wrong) }
        #expect(throws: VaultError.wrongLength(count)) {
            try Self.vault(store: [1: Self.key(1), 2: wrong])
        }
    }

    @Test func `holds a store key and an index key at least`() {
        #expect(throws: VaultError.noKey) { try Self.vault(store: [:]) }
        #expect(throws: VaultError.noKey) { try Self.vault(index: [:]) }
    }

    @Test func `writes with the key of the highest number`() throws {
        let vault = try Self.vault(
            store: [9: Self.key(1), 10: Self.key(4), 2: Self.key(5)],
            index: [3: Self.key(2), 1: Self.key(6)])
        #expect(vault.currentStoreKey == 10)
        #expect(vault.currentIndexKey == 3)
    }

    @Test func `knows a jti by 16 bytes under a key that never rotates`() throws {
        let token = try TokenID("a-referral-of-the-sample")
        let keyed = try Self.vault().indexed(token)
        #expect(keyed == Array(ByHand.hmac(Array(token.text.utf8), key: Self.key(3)).prefix(16)))
        let rotated = try Self.vault(store: [2: Self.key(7)], index: [2: Self.key(7)])
        #expect(rotated.indexed(token) == keyed)
        #expect(try Self.vault(jti: Self.key(4)).indexed(token) != keyed)
    }

    @Test func `knows a refused message by 16 bytes of its digest`() throws {
        let digest = SHA256.digest(of: [1])
        #expect(
            try Self.vault().indexed(digest)
                == Array(ByHand.hmac(digest.bytes, key: Self.key(3)).prefix(16)))
    }

    @Test func `gives a person one pseudonym in a partnership and system, and no other`() throws {
        let vault = try Self.vault()
        let here = try PartnershipID("https://baton.example/p/sunderland")
        let there = try PartnershipID("https://baton.example/p/leeds")
        let name = vault.pseudonym(of: "9990000018", system: "urn:nhs", in: here)
        let text = "https://baton.example/p/sunderland\nurn:nhs\n9990000018"
        #expect(name == Array(ByHand.hmac(Array(text.utf8), key: Self.key(2)).prefix(16)))
        #expect(vault.pseudonym(of: "9990000018", system: "urn:nhs", in: here) == name)
        #expect(vault.pseudonym(of: "9990000018", system: "urn:upn", in: here) != name)
        #expect(vault.pseudonym(of: "9990000026", system: "urn:nhs", in: here) != name)
        #expect(vault.pseudonym(of: "9990000018", system: "urn:nhs", in: there) != name)
        let rotated = try Self.vault(index: [1: Self.key(2), 2: Self.key(7)])
        #expect(rotated.pseudonym(of: "9990000018", system: "urn:nhs", in: here) != name)
    }
}
