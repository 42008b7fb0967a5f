// SPDX-License-Identifier: Apache-2.0

/// One value in DER: what it is, and what it holds.
struct DERValue: Sendable, Hashable {
    /// The identifier octet, class and all.
    let tag: UInt8
    /// What it holds, without tag and length.
    let content: ArraySlice<UInt8>
    /// All of it.
    let encoded: ArraySlice<UInt8>

    /// Reads what it holds, value by value.
    var reader: DERReader { DERReader(content) }
}

/// Reads DER (X.690) strictly, one value after the other: one length for each content, no tag of
/// more than one octet, which no certificate has.
struct DERReader {
    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var isAtEnd: Bool { rest.isEmpty }

    /// The next value's tag, without taking it.
    var tag: UInt8? { rest.first }

    /// Takes the next value, or nil when the bytes are not DER.
    mutating func next() -> DERValue? {
        let start = rest
        guard let tag = rest.popFirst(), tag & 0x1F != 0x1F, let count = length(),
            count <= rest.count
        else { return nil }
        let content = rest.prefix(count)
        rest = rest.dropFirst(count)
        return DERValue(
            tag: tag, content: content, encoded: start.prefix(rest.startIndex - start.startIndex))
    }

    /// Takes the next value when it has that tag; nil, and nothing taken, when not.
    mutating func next(_ expected: UInt8) -> DERValue? {
        guard tag == expected else { return nil }
        return next()
    }

    /// All values to the end, or nil when one of them is not DER.
    mutating func all() -> [DERValue]? {
        var values: [DERValue] = []
        while !isAtEnd {
            guard let value = next() else { return nil }
            values.append(value)
        }
        return values
    }

    private mutating func length() -> Int? {
        guard let first = rest.popFirst() else { return nil }
        guard first >= 0x80 else { return Int(first) }
        let count = Int(first & 0x7F)
        guard (1...4).contains(count), rest.count >= count, rest.first != 0 else { return nil }
        let length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
        rest = rest.dropFirst(count)
        return length >= 0x80 ? length : nil
    }
}

/// The tags that certificates are made of.
enum DERTag {
    static let boolean: UInt8 = 0x01
    static let integer: UInt8 = 0x02
    static let bitString: UInt8 = 0x03
    static let octetString: UInt8 = 0x04
    static let objectIdentifier: UInt8 = 0x06
    static let coordinatedTime: UInt8 = 0x17
    static let generalizedTime: UInt8 = 0x18
    static let sequence: UInt8 = 0x30

    /// A context-specific tag of something constructed, or of something primitive.
    static func context(_ number: UInt8, constructed: Bool = true) -> UInt8 {
        (constructed ? 0xA0 : 0x80) | number
    }
}
