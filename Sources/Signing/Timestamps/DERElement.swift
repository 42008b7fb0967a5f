// SPDX-License-Identifier: Apache-2.0

/// One element of DER (X.690) in bytes that somebody else wrote.
struct DERElement {
    /// The tag, with the bits of class and construction.
    let tag: UInt8
    /// What stands behind tag and length.
    let content: ArraySlice<UInt8>
    /// The element with its tag and length.
    let whole: ArraySlice<UInt8>

    /// What the bytes begin with; nil unless the tag is one byte and the length definite, written in
    /// the shortest form, and not more than there is.
    init?(_ bytes: ArraySlice<UInt8>) {
        guard bytes.count >= 2, bytes[bytes.startIndex] & 0x1F != 0x1F else { return nil }
        let first = bytes[bytes.startIndex + 1]
        var length = Int(first)
        var start = bytes.startIndex + 2
        if first >= 0x80 {
            let digits = bytes[start...].prefix(Int(first & 0x7F))
            guard (1...4).contains(digits.count), digits.count == Int(first & 0x7F),
                digits.first != 0
            else { return nil }
            length = digits.reduce(0) { $0 << 8 | Int($1) }
            guard length >= 0x80 else { return nil }
            start += digits.count
        }
        guard bytes.endIndex - start >= length else { return nil }
        tag = bytes[bytes.startIndex]
        content = bytes[start..<start + length]
        whole = bytes[bytes.startIndex..<start + length]
    }

    /// The one element that all the bytes are.
    init?(all bytes: [UInt8]) {
        self.init(bytes[...])
        guard whole.count == bytes.count else { return nil }
    }

    /// The elements that the content is made of; nil when it is not made of elements.
    var children: [DERElement]? {
        var found: [DERElement] = []
        var rest = content
        while !rest.isEmpty {
            guard let next = DERElement(rest) else { return nil }
            found.append(next)
            rest = rest[next.whole.endIndex...]
        }
        return found
    }

    static let sequence: UInt8 = 0x30
    static let octetString: UInt8 = 0x04
    static let objectIdentifier: UInt8 = 0x06
}
