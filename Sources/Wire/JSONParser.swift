// SPDX-License-Identifier: Apache-2.0

/// One pass over a JSON text that leaves a tape behind.
///
/// The containers that are still open are linked on the tape itself, each to the one that it stands in:
/// depth costs neither the thread's stack nor one of our own. What is done for each value is inlined
/// into `advance`: a quarter of the time went into calls and what they kept in memory.
struct JSONParser {
    /// The text, for the names with escapes in it.
    let text: [UInt8]
    /// The bytes of the text.
    let bytes: UnsafeBufferPointer<UInt8>
    let limits: JSONLimits
    private(set) var tape: [JSONEntry] = []
    var position = 0
    /// The innermost container whose end has not come yet, by its entry on the tape; nil when there is none.
    ///
    /// Until then the entry counts in `length` what came of it, and says in `next` in which it stands: the
    /// outermost one in itself.
    private var innermost: Int?
    /// How many containers are open.
    private var depth = 0
    private var nodes = 0

    /// - Parameter bytes: the text's own, lent for as long as the parser lives.
    init(text: [UInt8], bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits) {
        self.text = text
        self.bytes = bytes
        self.limits = limits
    }

    mutating func parse() throws(JSONError) {
        guard bytes.count <= limits.bytes else {
            throw .tooManyBytes(count: bytes.count, limit: limits.bytes)
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { throw .byteOrderMark }
        tape.reserveCapacity(min(bytes.count / 12 + 8, 2 * limits.nodes + 1))
        skipWhitespace()
        try value()
        while let container = innermost { try advance(container) }
        skipWhitespace()
        guard position == bytes.count else { throw .trailingData(offset: position) }
    }

    /// Reads up to and with the next value of the innermost open container, or closes it.
    private mutating func advance(_ container: Int) throws(JSONError) {
        let isObject = tape[container].kind == .object
        let expected: JSONExpectation = isObject ? .commaOrBrace : .commaOrBracket
        skipWhitespace()
        var byte = try self.byte(expected)
        if byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
            position += 1
            return try close(container)
        }
        if tape[container].length > 0 {
            guard byte == UInt8(ascii: ",") else { throw unexpected(byte, expected) }
            position += 1
            skipWhitespace()
        }
        tape[container].length += 1
        if isObject {
            byte = try self.byte(.name)
            guard byte == UInt8(ascii: "\"") else { throw unexpected(byte, .name) }
            tape.append(try string())
            skipWhitespace()
            byte = try self.byte(.colon)
            guard byte == UInt8(ascii: ":") else { throw unexpected(byte, .colon) }
            position += 1
            skipWhitespace()
        }
        try value()
    }

    @inline(__always)
    private mutating func value() throws(JSONError) {
        let byte = try self.byte(.value)
        nodes += 1
        guard nodes <= limits.nodes else {
            throw .tooManyNodes(offset: position, limit: limits.nodes)
        }
        switch byte {
        case UInt8(ascii: "\""): tape.append(try string())
        case UInt8(ascii: "{"): try open(.object)
        case UInt8(ascii: "["): try open(.array)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): tape.append(try number())
        case UInt8(ascii: "t"): try literal("true", .true)
        case UInt8(ascii: "f"): try literal("false", .false)
        case UInt8(ascii: "n"): try literal("null", .null)
        default: throw unexpected(byte, .value)
        }
    }

    @inline(__always)
    private mutating func open(_ kind: JSONKind) throws(JSONError) {
        guard depth < limits.depth else {
            throw .tooDeep(offset: position, limit: limits.depth)
        }
        let container = tape.count
        tape.append(
            JSONEntry(
                kind: kind, start: UInt32(position), length: 0, next: UInt32(innermost ?? container)
            ))
        innermost = container
        depth += 1
        position += 1
    }

    private mutating func close(_ container: Int) throws(JSONError) {
        let outer = Int(tape[container].next)
        tape[container].next = UInt32(tape.count)
        innermost = outer == container ? nil : outer
        depth -= 1
        if tape[container].kind == .object { try refuseDuplicates(in: container) }
    }

    private mutating func literal(_ word: StaticString, _ kind: JSONKind) throws(JSONError) {
        let start = position
        for index in 0..<word.utf8CodeUnitCount {
            let byte = try self.byte(.literal)
            guard byte == word.utf8Start[index] else { throw unexpected(byte, .literal) }
            position += 1
        }
        tape.append(entry(kind, from: start))
    }

    /// The entry of a scalar that reaches from a byte to where reading stands.
    @inline(__always)
    func entry(_ kind: JSONKind, from start: Int) -> JSONEntry {
        JSONEntry(
            kind: kind, start: UInt32(start), length: UInt32(position - start),
            next: UInt32(tape.count + 1))
    }

    /// The byte at which reading stands.
    func byte(_ expected: JSONExpectation) throws(JSONError) -> UInt8 {
        guard position < bytes.count else {
            throw .unexpectedEnd(expected: expected, offset: position)
        }
        return bytes[position]
    }

    func unexpected(_ byte: UInt8, _ expected: JSONExpectation) -> JSONError {
        .unexpectedByte(byte, expected: expected, offset: position)
    }

    @inline(__always)
    private mutating func skipWhitespace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }
}
