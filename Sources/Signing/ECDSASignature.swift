// SPDX-License-Identifier: Apache-2.0

/// An ECDSA signature between its two forms: r and s side by side (JOSE), and DER (OpenSSL).
enum ECDSASignature {
    /// The DER form of a JOSE signature, whose length and both numbers are checked first.
    static func der(
        of raw: [UInt8], on curve: EllipticCurve
    ) throws(SignatureError) -> [UInt8] {
        let half = curve.byteCount
        guard raw.count == 2 * half else { throw .wrongLength(raw.count, expected: 2 * half) }
        guard isInRange(raw[..<half], curve), isInRange(raw[half...], curve) else {
            throw .numberOutOfRange
        }
        // Both numbers and their headers stay below 128 bytes: every length is one byte.
        var der: [UInt8] = []
        der.reserveCapacity(2 * half + 8)
        der.append(0x30)
        der.append(0)
        append(raw[..<half], to: &der)
        append(raw[half...], to: &der)
        der[1] = UInt8(der.count - 2)
        return der
    }

    /// The JOSE form of a signature that OpenSSL has just made.
    static func raw(of der: [UInt8], on curve: EllipticCurve) -> [UInt8] {
        let countOfR = Int(der[3])
        let r = der[4..<(4 + countOfR)]
        let s = der[(6 + countOfR)...]
        return padded(r, to: curve.byteCount) + padded(s, to: curve.byteCount)
    }

    /// Whether a number is at least one and below the order of the group.
    private static func isInRange(_ number: ArraySlice<UInt8>, _ curve: EllipticCurve) -> Bool {
        number.contains { $0 != 0 } && number.lexicographicallyPrecedes(curve.order)
    }

    private static func append(_ number: ArraySlice<UInt8>, to der: inout [UInt8]) {
        let digits = number.drop { $0 == 0 }
        let needsZero = digits.first.map { $0 >= 0x80 } ?? true
        der.append(0x02)
        der.append(UInt8(digits.count + (needsZero ? 1 : 0)))
        if needsZero { der.append(0) }
        der.append(contentsOf: digits)
    }

    private static func padded(_ number: ArraySlice<UInt8>, to count: Int) -> [UInt8] {
        let digits = number.drop { $0 == 0 }
        return [UInt8](repeating: 0, count: count - digits.count) + digits
    }
}
