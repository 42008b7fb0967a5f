// SPDX-License-Identifier: Apache-2.0

/// The tape, value by value, for code on the hot path.
///
/// A position comes from a node or from one of these functions, and means nothing in another
/// document. What is small and asked of each value is open to be inlined into other rooms.
extension JSONDocument {
    /// The kind of the value at a position.
    @inlinable package func kind(at position: JSONPosition) -> JSONKind { self[position].kind }

    /// How many members or elements the container has; 0 for a scalar.
    @inlinable package func count(at position: JSONPosition) -> Int {
        let entry = self[position]
        return entry.kind == .object || entry.kind == .array ? Int(entry.length) : 0
    }

    /// The first name or element inside a container that is not empty.
    @inlinable package func first(in position: JSONPosition) -> JSONPosition {
        JSONPosition(index: position.index + 1)
    }

    /// What follows a value and all that it contains; also from a member's value to the next name.
    @inlinable package func position(after position: JSONPosition) -> JSONPosition {
        JSONPosition(index: self[position].next)
    }

    /// The value of the member whose name stands at a position.
    @inlinable package func value(ofMemberNamedAt name: JSONPosition) -> JSONPosition {
        JSONPosition(index: name.index + 1)
    }

    /// The value of the member with exactly this name, by its UTF-8 bytes.
    package func member(
        _ name: UnsafeBufferPointer<UInt8>, of position: JSONPosition
    ) -> JSONPosition? {
        let object = self[position]
        guard object.kind == .object else { return nil }
        return bytes.withUnsafeBufferPointer { all in
            var index = position.index + 1
            while index < object.next {
                let entry = tape[Int(index)]
                let isFound =
                    entry.hasEscapes
                    ? JSONDecodedBytes(bytes, entry).elementsEqual(name)
                    : Int(entry.length) == name.count
                        && name.isSame(as: all, at: Int(entry.start))
                if isFound { return JSONPosition(index: index + 1) }
                index = tape[Int(index) + 1].next
            }
            return nil
        }
    }

    /// Whether the string or name at a position is exactly these UTF-8 bytes, escapes resolved.
    package func isString(
        _ expected: UnsafeBufferPointer<UInt8>, at position: JSONPosition
    ) -> Bool {
        let entry = self[position]
        return entry.kind == .string && holds(expected, in: entry)
    }

    /// How many UTF-8 bytes the string or name at a position has, escapes resolved.
    package func utf8Count(at position: JSONPosition) -> Int {
        let entry = self[position]
        return entry.hasEscapes ? utf8(at: position).count : Int(entry.length)
    }

    /// The UTF-8 bytes of a string or name; they share the document's storage without escapes.
    @usableFromInline package func utf8(at position: JSONPosition) -> ArraySlice<UInt8> {
        let entry = self[position]
        return entry.hasEscapes ? ArraySlice(JSONDecodedBytes(bytes, entry)) : bytes[entry.range]
    }

    /// Lends the UTF-8 bytes of a string or name, escapes resolved.
    @inlinable package func withUTF8<Result>(
        at position: JSONPosition, _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        let entry = self[position]
        if entry.hasEscapes { return utf8(at: position).withUnsafeBufferPointer(body) }
        return bytes.withUnsafeBufferPointer {
            body(UnsafeBufferPointer(rebasing: $0[entry.range]))
        }
    }

    /// The text of a scalar as it was written; of a string what stands between its marks.
    package func text(at position: JSONPosition) -> ArraySlice<UInt8> {
        bytes[self[position].range]
    }

    @inlinable subscript(position: JSONPosition) -> JSONEntry { tape[Int(position.index)] }

    private func holds(_ expected: UnsafeBufferPointer<UInt8>, in entry: JSONEntry) -> Bool {
        if entry.hasEscapes { return JSONDecodedBytes(bytes, entry).elementsEqual(expected) }
        guard Int(entry.length) == expected.count else { return false }
        return bytes.withUnsafeBufferPointer { expected.isSame(as: $0, at: Int(entry.start)) }
    }
}

extension JSONEntry {
    /// The bytes of a scalar in the text.
    @usableFromInline var range: Range<Int> { Int(start)..<Int(start) + Int(length) }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether these bytes stand in others at an offset, which must hold as many.
    func isSame(as others: UnsafeBufferPointer<UInt8>, at offset: Int) -> Bool {
        let (these, those) = (UnsafeRawBufferPointer(self), UnsafeRawBufferPointer(others))
        var index = 0
        while index + 8 <= count {
            let one = these.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            let other = those.loadUnaligned(fromByteOffset: offset + index, as: UInt64.self)
            guard one == other else { return false }
            index += 8
        }
        while index < count {
            guard self[index] == others[offset + index] else { return false }
            index += 1
        }
        return true
    }
}
