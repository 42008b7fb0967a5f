// SPDX-License-Identifier: Apache-2.0

/// Writes the one form of a JSON value that everybody writes alike: RFC 8785.
///
/// No white space, members sorted by the UTF-16 code units of their names, numbers as ECMAScript
/// prints them, the shortest escapes.
struct CanonicalJSON {
    /// Room for the bytes, of which `count` are written: so that a member's name and all that stands
    /// around it are put there at once.
    private var room: [UInt8]
    private var count = 0

    private static let quote = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")
    private static let colon = UInt8(ascii: ":")

    init(capacity: Int = usualByteCount) { room = [UInt8](repeating: 0, count: capacity) }

    /// Enough for a small object.
    private static let usualByteCount = 128

    /// The bytes, which nothing is added to any more.
    consuming func finish() -> [UInt8] {
        room.removeLast(room.count - count)
        return room
    }

    /// Appends a value of one's own making.
    ///
    /// A name twice in an object, or a number that is not finite, is a programmer's error.
    mutating func write(_ value: JSONValue) {
        switch value {
        case .object(let members): write(members)
        case .array(let elements):
            separate(elements, "[", "]") { $0.write($1) }
        case .string(let text): write(string: text)
        case .integer(let number): write(number)
        case .number(let number): write(number)
        case .boolean(let truth): append(truth ? "true" : "false")
        case .null: append("null")
        }
    }

    /// Appends a value of a document.
    mutating func write(_ node: JSONNode) {
        switch node.kind {
        case .object:
            let document = node.document
            let names = node.members.map(\.name.position).sorted {
                Self.precedes(document.utf8(at: $0), document.utf8(at: $1))
            }
            separate(names, "{", "}") {
                $0.write(string: document.utf8(at: $1))
                $0.append(Self.colon)
                let value = document.value(ofMemberNamedAt: $1)
                $0.write(JSONNode(document: document, position: value))
            }
        case .array: separate(node.elements, "[", "]") { $0.write($1) }
        case .string: write(string: node.document.utf8(at: node.position))
        case .number:
            if let whole = node.integer { write(whole) } else { write(node.double ?? 0) }
        case .true: append("true")
        case .false: append("false")
        case .null: append("null")
        }
    }

    /// The members in the order of RFC 8785 section 3.2.3.
    static func sorted(_ members: [JSONMember]) -> [JSONMember] {
        guard !isSorted(members) else { return members }
        return members.sorted { precedes($0.name, $1.name) }
    }

    /// Most objects are written with their members in order already.
    private static func isSorted(_ members: [JSONMember]) -> Bool {
        for position in members.indices.dropFirst()
        where !precedes(members[position - 1].name, members[position].name) { return false }
        return true
    }

    /// The same for names at hand as strings, whose bytes are compared where they lie.
    static func precedes(_ one: String, _ other: String) -> Bool {
        let order = one.utf8.withContiguousStorageIfAvailable { one in
            other.utf8.withContiguousStorageIfAvailable { other in precedes(one, other) }
        }
        return (order ?? nil) ?? precedes(one.utf8, other.utf8)
    }

    /// Whether a name goes before another by UTF-16 code units, both given as UTF-8.
    ///
    /// UTF-8 sorts by code point. UTF-16 differs only in that surrogates (of U+10000 and above,
    /// which lead with F0 to F4) go before U+E000 to U+FFFF, which lead with EE and EF.
    private static func precedes(
        _ one: some Sequence<UInt8>, _ other: some Sequence<UInt8>
    ) -> Bool {
        one.lexicographicallyPrecedes(other) { weight($0) < weight($1) }
    }

    private static func weight(_ byte: UInt8) -> UInt8 {
        byte & 0xFE == 0xEE ? byte + 0x10 : byte
    }

    private mutating func write(_ members: [JSONMember]) {
        let sorted = Self.sorted(members)
        for position in sorted.indices.dropFirst() {
            precondition(
                Self.precedes(sorted[position - 1].name, sorted[position].name),
                "an object has a member name twice")
        }
        separate(sorted, "{", "}") {
            $0.write(string: $1.name)
            $0.append(Self.colon)
            $0.write($1.value)
        }
    }

    mutating func separate<Contents: Sequence>(
        _ contents: Contents, _ opening: StaticString, _ closing: StaticString,
        _ write: (inout CanonicalJSON, Contents.Element) -> Void
    ) {
        append(opening)
        var isFirst = true
        for content in contents {
            if !isFirst { append(Self.comma) }
            isFirst = false
            write(&self, content)
        }
        append(closing)
    }

    /// Appends the name of a member, which needs no escape, and what stands around it.
    mutating func begin(memberNamed name: StaticString, isFirst: Bool) {
        let start = isFirst ? 1 : 2
        name.withUTF8Buffer { name in
            fill(name.count + start + 2) { room in
                room[0] = Self.comma
                room[start - 1] = Self.quote
                room.put(UnsafeRawBufferPointer(name), at: start)
                room[start + name.count] = Self.quote
                room[start + name.count + 1] = Self.colon
            }
        }
    }

    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { append(UnsafeRawBufferPointer($0)) }
    }

    private mutating func append(_ byte: UInt8) { fill(1) { $0[0] = byte } }

    private mutating func append(_ bytes: UnsafeRawBufferPointer) {
        fill(bytes.count) { $0.put(bytes, at: 0) }
    }

    /// Lends room for so many bytes, of which each is to be written.
    @inline(__always)
    private mutating func fill(_ size: Int, _ write: (UnsafeMutableRawBufferPointer) -> Void) {
        if room.count - count < size { grow(by: size) }
        room.withUnsafeMutableBytes { room in
            write(UnsafeMutableRawBufferPointer(rebasing: room[count..<count + size]))
        }
        count += size
    }

    private mutating func grow(by size: Int) {
        room.append(contentsOf: repeatElement(0, count: max(size, room.count)))
    }

    /// Appends a member whose value is a string.
    mutating func write(memberNamed name: String, _ value: String) {
        write(string: name)
        append(Self.colon)
        write(string: value)
    }

    /// Appends characters that need no escape.
    mutating func append(plain: String) {
        var plain = plain
        plain.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }

    mutating func write(_ number: Int64) {
        // What binary64 cannot tell apart is written alike (RFC 8785 section 3.2.2.3).
        if number.magnitude > 1 << 53 { return write(Double(number)) }
        append(plain: String(number))
    }

    private mutating func write(_ number: Double) {
        CanonicalNumber.text(of: number).withUnsafeBytes { append($0) }
    }

    mutating func write(string: String) {
        // Nearly every string lies there as UTF-8, and is read without a copy of its own.
        let isWritten: Void? = string.utf8.withContiguousStorageIfAvailable {
            write(string: UnsafeRawBufferPointer($0))
        }
        if isWritten == nil {
            var copy = string
            copy.withUTF8 { write(string: UnsafeRawBufferPointer($0)) }
        }
    }

    private mutating func write(string: ArraySlice<UInt8>) {
        string.withUnsafeBytes { write(string: $0) }
    }

    private mutating func write(string: UnsafeRawBufferPointer) {
        guard Self.isPlain(string) else { return write(escaping: string) }
        fill(string.count + 2) { room in
            room[0] = Self.quote
            room.put(string, at: 1)
            room[string.count + 1] = Self.quote
        }
    }

    private mutating func write(escaping string: UnsafeRawBufferPointer) {
        append(Self.quote)
        var start = string.startIndex
        for index in string.indices where Self.needsEscape(string[index]) {
            append(UnsafeRawBufferPointer(rebasing: string[start..<index]))
            escape(string[index])
            start = index + 1
        }
        append(UnsafeRawBufferPointer(rebasing: string[start...]))
        append(Self.quote)
    }

    /// Whether a string needs no escape at all, as nearly every string.
    private static func isPlain(_ string: UnsafeRawBufferPointer) -> Bool {
        var place = 0
        while place + 8 <= string.count {
            guard EightBytes(string, at: place).escaped == 0 else { return false }
            place += 8
        }
        while place < string.count {
            guard !needsEscape(string[place]) else { return false }
            place += 1
        }
        return true
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case 0x08: append("\\b")
        case 0x09: append("\\t")
        case 0x0A: append("\\n")
        case 0x0C: append("\\f")
        case 0x0D: append("\\r")
        default:
            append("\\u00")
            append(Hex.digit(byte >> 4))
            append(Hex.digit(byte & 0xF))
        }
    }
}

extension JSONValue {
    /// The bytes of RFC 8785: the same for everyone who means the same value.
    package var canonical: [UInt8] {
        var writer = CanonicalJSON()
        writer.write(self)
        return writer.finish()
    }

    /// The canonical form as a string.
    package var text: String { String(decoding: canonical, as: UTF8.self) }
}

extension JSONNode {
    /// The bytes of RFC 8785: the same for everyone who means the same value.
    ///
    /// It recurses as deep as the document's limits let it be.
    package var canonical: [UInt8] {
        var writer = CanonicalJSON()
        writer.write(self)
        return writer.finish()
    }
}

extension UnsafeMutableRawBufferPointer {
    /// Puts bytes where they are to stand; there is room for them.
    @inline(__always)
    fileprivate func put(_ bytes: UnsafeRawBufferPointer, at place: Int) {
        UnsafeMutableRawBufferPointer(rebasing: self[place...]).copyMemory(from: bytes)
    }
}
