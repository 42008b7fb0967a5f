// SPDX-License-Identifier: Apache-2.0

/// Decimal numbers as C2SP writes them.
enum Decimal {
    /// A number without sign or leading zeros, up to `MerkleTree.largestSize`.
    static func parse(_ digits: some Collection<UInt8>) -> UInt64? {
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }),
            digits.first != 0x30 || digits.count == 1,
            let number = UInt64(String(decoding: digits, as: UTF8.self)),
            number <= MerkleTree.largestSize
        else { return nil }
        return number
    }
}
