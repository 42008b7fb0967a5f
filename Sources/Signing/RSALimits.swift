// SPDX-License-Identifier: Apache-2.0

/// What an RSA key must be before Baton verifies with it.
package enum RSALimits {
    /// How many bits the modulus may have: below, it can be factored; above, it costs us too much.
    package static let modulusBits = 2048...4096
    /// The smallest public exponent, F4: smaller ones make padding mistakes forgeable.
    package static let smallestExponent = 65537
    /// How many bytes the public exponent may have: a longer one only makes verifying slower.
    package static let exponentByteCount = 4

    static func check(modulus: [UInt8], exponent: [UInt8]) throws(KeyError) {
        guard modulus.first != 0 else { throw .leadingZero(member: "n") }
        guard exponent.first != 0 else { throw .leadingZero(member: "e") }
        let bits = modulus.count * 8 - (modulus.first?.leadingZeroBitCount ?? 0)
        guard modulusBits.contains(bits) else { throw .modulusBits(bits) }
        guard let last = modulus.last, !last.isMultiple(of: 2) else { throw .unsoundModulus }
        guard exponent.count <= exponentByteCount else { throw .exponent }
        let value = exponent.reduce(0) { $0 << 8 | Int($1) }
        guard value >= smallestExponent, !value.isMultiple(of: 2) else { throw .exponent }
        guard !isFactorable(modulus) else { throw .factorableModulus }
        guard !CloseFactors.areIn(modulus) else { throw .closeFactors }
        guard !SmallFactors.areIn(modulus) else { throw .unsoundModulus }
    }

    /// Whether the modulus carries the mark of CVE-2017-15361: modulo each of these primes it is a
    /// power of 65537, which of sound moduli one in a hundred million is.
    private static func isFactorable(_ modulus: [UInt8]) -> Bool {
        markingPrimes.allSatisfy { prime in
            let rest = modulus.reduce(0) { ($0 << 8 | Int($1)) % prime }
            var power = 1
            repeat {
                if power == rest { return true }
                power = power * 65537 % prime
            } while power != 1
            return false
        }
    }

    private static let markingPrimes = [
        11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157,
    ]
}
