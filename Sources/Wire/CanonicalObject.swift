// SPDX-License-Identifier: Apache-2.0

/// One object in the form of RFC 8785, written member by member, for what is written much.
///
/// A tree of `JSONValue`s would be made, sorted and thrown away; here the names come sorted, which
/// is checked, and go straight into the bytes. A value of nil leaves its member out. There is one of
/// each, so that its bytes are written where they are and never copied.
package struct CanonicalObject: ~Copyable {
    private var writer = CanonicalJSON(capacity: Self.usualByteCount)
    private var last: StaticString = ""

    /// Enough for most of the objects that are written much.
    private static let usualByteCount = 512

    /// Begins an object.
    package init() { writer.append("{") }

    /// Ends the object.
    ///
    /// - Returns: its bytes.
    package consuming func finish() -> [UInt8] {
        writer.append("}")
        return writer.finish()
    }

    /// Adds a string.
    package mutating func add(_ name: StaticString, _ text: String?) {
        guard let text else { return }
        begin(name)
        writer.write(string: text)
    }

    /// Adds a whole number.
    package mutating func add(_ name: StaticString, _ number: Int64?) {
        guard let number else { return }
        begin(name)
        writer.write(number)
    }

    /// Adds `true`, or leaves the member out.
    package mutating func add(_ name: StaticString, ifTrue truth: Bool) {
        guard truth else { return }
        begin(name)
        writer.append("true")
    }

    /// Adds the base64url text of some bytes.
    package mutating func add(_ name: StaticString, base64URL bytes: UnsafeRawBufferPointer) {
        begin(name)
        writer.append("\"")
        writer.append(plain: Base64Alphabet.url.encode(bytes.bindMemory(to: UInt8.self)))
        writer.append("\"")
    }

    /// Adds an array of strings.
    package mutating func add(_ name: StaticString, texts: [String]) {
        begin(name)
        writer.separate(texts, "[", "]") { $0.write(string: $1) }
    }

    /// Adds an object of strings, whose names need not come in order.
    package mutating func add(_ name: StaticString, strings: [String: String]) {
        begin(name)
        let members = strings.sorted { CanonicalJSON.precedes($0.key, $1.key) }
        writer.separate(members, "{", "}") { $0.write(memberNamed: $1.key, $1.value) }
    }

    /// Adds a value that is written seldom, as the tree it was built as.
    package mutating func add(_ name: StaticString, tree value: JSONValue?) {
        guard let value else { return }
        begin(name)
        writer.write(value)
    }

    private mutating func begin(_ name: StaticString) {
        let isFirst = last.utf8CodeUnitCount == 0
        precondition(
            isFirst || isAfterLast(name),
            "members are added in the order of their names, each once")
        last = name
        writer.begin(memberNamed: name, isFirst: isFirst)
    }

    private func isAfterLast(_ name: StaticString) -> Bool {
        last.withUTF8Buffer { last in
            name.withUTF8Buffer { last.lexicographicallyPrecedes($0) }
        }
    }
}
