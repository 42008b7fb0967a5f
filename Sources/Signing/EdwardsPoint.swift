// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// The checks on an Ed25519 public key that OpenSSL leaves out: it takes any 32 bytes.
enum EdwardsPoint {
    static let byteCount = 32

    /// Refuses what is no point of the curve, is not written canonically, or has a small order.
    static func check(_ encoded: [UInt8]) throws(KeyError) {
        guard encoded.count == byteCount else {
            throw .wrongLength(member: "x", encoded.count, expected: byteCount)
        }
        var y = [UInt8](encoded.reversed())
        y[0] &= 0x7F
        guard !ordinatesOfSmallOrder.contains(y) else { throw .smallOrder }
        guard y.lexicographicallyPrecedes(prime), isOrdinate(y) else { throw .notOnCurve }
    }

    /// Whether the curve has a point with this y: x² = (y² - 1) / (d y² + 1) has a root.
    ///
    /// A quotient is a square when the product is one; the sign of x never matters here, because
    /// x is zero only where the order is small.
    private static func isOrdinate(_ bytes: [UInt8]) -> Bool {
        guard let context = BN_CTX_new() else {
            preconditionFailure("OpenSSL has no memory for a number.")
        }
        defer { BN_CTX_free(context) }
        let numbers = [prime, bytes, factor].map { (digits: [UInt8]) in
            BN_bin2bn(digits, Int32(digits.count), nil)
        }
        let results = (0..<3).map { _ in BN_new() }
        defer { (numbers + results).forEach { BN_free($0) } }
        let (p, y, d) = (numbers[0], numbers[1], numbers[2])
        let (square, over, under) = (results[0], results[1], results[2])
        let computed =
            BN_mod_sqr(square, y, p, context) == 1
            && BN_mod_sub(over, square, BN_value_one(), p, context) == 1
            && BN_mod_mul(under, square, d, p, context) == 1
            && BN_mod_add(under, under, BN_value_one(), p, context) == 1
            && BN_mod_mul(over, over, under, p, context) == 1
        precondition(computed, "OpenSSL computes with 255 bits.")
        return BN_kronecker(over, p, context) == 1
    }

    /// 2²⁵⁵ - 19.
    private static let prime: [UInt8] = [0x7F] + [UInt8](repeating: 0xFF, count: 30) + [0xED]

    /// The curve's d (RFC 8032 section 5.1).
    private static let factor: [UInt8] = [
        0x52, 0x03, 0x6C, 0xEE, 0x2B, 0x6F, 0xFE, 0x73,
        0x8C, 0xC7, 0x40, 0x79, 0x77, 0x79, 0xE8, 0x98,
        0x00, 0x70, 0x0A, 0x4D, 0x41, 0x41, 0xD8, 0xAB,
        0x75, 0xEB, 0x4D, 0xCA, 0x13, 0x59, 0x78, 0xA3,
    ]

    /// The y of the eight points whose order divides eight.
    private static let ordinatesOfSmallOrder: Set<[UInt8]> = {
        let zero = [UInt8](repeating: 0, count: byteCount)
        let ofOrderEight: [UInt8] = [
            0x7A, 0x03, 0xAC, 0x92, 0x77, 0xFD, 0xC7, 0x4E,
            0xC6, 0xCC, 0x39, 0x2C, 0xFA, 0x53, 0x20, 0x2A,
            0x0F, 0x67, 0x10, 0x0D, 0x76, 0x0B, 0x3C, 0xBA,
            0x4F, 0xD8, 0x4D, 0x3D, 0x70, 0x6A, 0x17, 0xC7,
        ]
        let one = [UInt8](zero.dropLast() + [1])
        return [zero, one, negative(one), ofOrderEight, negative(ofOrderEight)]
    }()

    /// The prime minus a number below it.
    private static func negative(_ number: [UInt8]) -> [UInt8] {
        var borrow = 0
        let digits = zip(prime, number).reversed().map { minuend, subtrahend -> UInt8 in
            let difference = Int(minuend) - Int(subtrahend) - borrow
            borrow = difference < 0 ? 1 : 0
            return UInt8(truncatingIfNeeded: difference)
        }
        return digits.reversed()
    }
}
