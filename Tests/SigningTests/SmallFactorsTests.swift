// SPDX-License-Identifier: Apache-2.0

import Signing
import Testing
import Wire

@Suite struct `An RSA modulus with a small factor` {
    /// What is said of a modulus of 2,048 bits or a few more: a prime times a large odd number.
    private func refusal(prime: Int) throws -> KeyError? {
        // 2^2047 + 2^1024 + 13, which no prime below 2^16 divides.
        var digits = [UInt8](repeating: 0, count: 256)
        (digits[0], digits[127], digits[255]) = (0x80, 0x01, 0x0D)
        var carry = 0
        for place in digits.indices.reversed() {
            carry += Int(digits[place]) * prime
            digits[place] = UInt8(carry & 0xFF)
            carry >>= 8
        }
        var head: [UInt8] = []
        while carry > 0 {
            head.insert(UInt8(carry & 0xFF), at: 0)
            carry >>= 8
        }
        let modulus = JSONValue.string(Base64URL.encode(head + digits))
        let node = try Keys.node(["kty": "RSA", "e": "AQAB", "n": modulus])
        do throws(KeyError) {
            _ = try PublicKey(jwk: node)
            return nil
        } catch { return error }
    }

    @Test(arguments: [3, 5, 751, 757, 967, 32_749, 65_521])
    func `is refused each time that it is read`(prime: Int) throws {
        for _ in 0..<3 { #expect(try refusal(prime: prime) == .unsoundModulus) }
    }

    @Test func `is none when the factor is past the limit`() throws {
        // So far past that nobody comes upon it by chance.
        #expect(try refusal(prime: 2_147_483_647) == nil)
    }
}
