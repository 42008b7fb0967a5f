// SPDX-License-Identifier: Apache-2.0

import Signing
import Testing
import Wire

/// With factors 3 · 2¹⁰²² + 1 ± 2ᵏ, Fermat's method takes about 2²ᵏ⁻¹⁰²³ / 3 steps.
@Suite struct `An RSA modulus with close factors` {
    private func refusal(exponentOfTwo bit: Int) throws -> KeyError? {
        var middle = [UInt8](repeating: 0, count: 128)
        (middle[0], middle[127]) = (0xC0, 0x01)
        var distance = [UInt8](repeating: 0, count: 128)
        distance[127 - bit / 8] = 1 << (bit % 8)
        let product = Self.product(Self.sum(middle, distance), Self.difference(middle, distance))
        let modulus = JSONValue.string(Base64URL.encode(product.drop { $0 == 0 }))
        let node = try Keys.node(["kty": "RSA", "e": "AQAB", "n": modulus])
        do throws(KeyError) {
            _ = try PublicKey(jwk: node)
            return nil
        } catch { return error }
    }

    @Test func `is refused as far as anybody would look`() throws {
        #expect(try refusal(exponentOfTwo: 300) == .closeFactors)
        #expect(try refusal(exponentOfTwo: 515) == .closeFactors)
    }

    @Test func `is none when they lie further apart`() throws {
        // 171 steps, past the limit of 100.
        #expect(try refusal(exponentOfTwo: 516) != .closeFactors)
        #expect(try refusal(exponentOfTwo: 900) != .closeFactors)
    }

    private static func sum(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        var (carry, digits) = (0, left)
        for place in left.indices.reversed() {
            carry += Int(left[place]) + Int(right[place])
            digits[place] = UInt8(carry & 0xFF)
            carry >>= 8
        }
        return digits
    }

    private static func difference(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        var (borrow, digits) = (0, left)
        for place in left.indices.reversed() {
            let digit = Int(left[place]) - Int(right[place]) - borrow
            digits[place] = UInt8(digit & 0xFF)
            borrow = digit < 0 ? 1 : 0
        }
        return digits
    }

    private static func product(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        var digits = [UInt8](repeating: 0, count: left.count + right.count)
        for (row, a) in left.enumerated().reversed() {
            var carry = 0
            for (column, b) in right.enumerated().reversed() {
                carry += Int(digits[row + column + 1]) + Int(a) * Int(b)
                digits[row + column + 1] = UInt8(carry & 0xFF)
                carry >>= 8
            }
            digits[row] = UInt8(carry)
        }
        return digits
    }
}
