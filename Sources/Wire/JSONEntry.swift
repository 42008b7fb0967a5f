// SPDX-License-Identifier: Apache-2.0

/// One step of the tape that a parse leaves behind: sixteen bytes a value or name.
///
/// A container is followed by its contents, a member's name by its value.
@usableFromInline struct JSONEntry: Sendable {
    /// The kind of value; a name is a string.
    @usableFromInline let kind: JSONKind
    /// Whether the string holds a backslash.
    @usableFromInline var hasEscapes = false
    /// Where the text starts: past the quotation mark of a string, at the bracket of a container.
    @usableFromInline let start: UInt32
    /// The bytes of a scalar as written, or how many members or elements a container has.
    @usableFromInline var length: UInt32
    /// The index of the entry after this one and all that it contains.
    @usableFromInline var next: UInt32
}

/// A place on a document's tape, good for that document only.
///
/// It is an index and nothing else: code that walks a document value by value copies these instead
/// of nodes, which hold on to the document.
@usableFromInline package struct JSONPosition: Sendable, Hashable {
    /// The index on the tape: what is inside a value comes after it, and before what follows it.
    @usableFromInline package let index: UInt32

    @usableFromInline init(index: UInt32) { self.index = index }
}
