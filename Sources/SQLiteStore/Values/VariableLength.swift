// SPDX-License-Identifier: Apache-2.0

/// A length in as few bytes as it takes: seven bits a byte, the least first, the last below 128.
enum VariableLength {
    static func append(_ length: Int, to bytes: inout [UInt8]) {
        var rest = length
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    static func bytes(_ length: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        append(length, to: &bytes)
        return bytes
    }

    /// The length at a position, which moves behind it; nil when there is none.
    static func read(_ bytes: [UInt8], _ position: inout Int) -> Int? {
        var length = 0
        for shift in stride(from: 0, through: 28, by: 7) {
            guard position < bytes.count else { return nil }
            let byte = bytes[position]
            position += 1
            length |= Int(byte & 0x7F) << shift
            if byte < 0x80 { return length }
        }
        return nil
    }
}
