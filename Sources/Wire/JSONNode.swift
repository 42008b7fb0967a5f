// SPDX-License-Identifier: Apache-2.0

/// A value within a document, to look into.
///
/// It holds on to the document, so it stays good for as long as anyone keeps it. Asking it for what
/// it is not gives nil or nothing, never a failure: a reader says what it wants in one line.
package struct JSONNode: Sendable {
    /// The document that the value stands in.
    package let document: JSONDocument
    /// Where in the document it stands.
    package let position: JSONPosition

    /// The value at a position of a document.
    package init(document: JSONDocument, position: JSONPosition) {
        self.document = document
        self.position = position
    }

    /// What it is.
    package var kind: JSONKind { document.kind(at: position) }

    /// How many members or elements it has; 0 for a scalar.
    package var count: Int { document.count(at: position) }

    /// How many values and names it is made of, itself counted.
    package var valueCount: Int { Int(document[position].next - position.index) }

    /// The byte of the text at which it starts, past the quotation mark of a string.
    package var offset: Int { Int(document[position].start) }

    /// The member's value, when this is an object that has a member of exactly this name.
    ///
    /// Names are compared by their UTF-8 bytes, never by canonical equivalence.
    package subscript(_ name: String) -> JSONNode? {
        let found = name.utf8.withContiguousStorageIfAvailable { document.member($0, of: position) }
        // A name that does not lie there as UTF-8 comes from elsewhere, and is copied.
        let place =
            found
            ?? ContiguousArray(name.utf8).withUnsafeBufferPointer {
                document.member($0, of: position)
            }
        return place.map { JSONNode(document: document, position: $0) }
    }

    /// The element, when this is an array that has as many.
    package subscript(_ index: Int) -> JSONNode? {
        guard kind == .array, index >= 0, index < count else { return nil }
        var element = document.first(in: position)
        for _ in 0..<index { element = document.position(after: element) }
        return JSONNode(document: document, position: element)
    }

    /// The members in the order of the text; none when this is not an object.
    package var members: JSONMembers { JSONMembers(of: self) }

    /// The elements in order; none when this is not an array.
    package var elements: JSONElements { JSONElements(of: self) }
}
