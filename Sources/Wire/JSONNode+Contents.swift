// SPDX-License-Identifier: Apache-2.0

/// The members of an object, in the order of the text.
package struct JSONMembers: Sequence, IteratorProtocol, Sendable {
    private let document: JSONDocument
    private var position: JSONPosition
    private var remaining: Int

    init(of node: JSONNode) {
        document = node.document
        position = node.document.first(in: node.position)
        remaining = node.kind == .object ? node.count : 0
    }

    /// The next member; its name is a string node.
    package mutating func next() -> (name: JSONNode, value: JSONNode)? {
        guard remaining > 0 else { return nil }
        remaining -= 1
        let name = position
        let value = document.value(ofMemberNamedAt: name)
        position = document.position(after: value)
        return (
            JSONNode(document: document, position: name),
            JSONNode(document: document, position: value)
        )
    }

    /// How many members are still to come.
    package var underestimatedCount: Int { remaining }
}

/// The elements of an array, in order.
package struct JSONElements: Sequence, IteratorProtocol, Sendable {
    private let document: JSONDocument
    private var position: JSONPosition
    private var remaining: Int

    init(of node: JSONNode) {
        document = node.document
        position = node.document.first(in: node.position)
        remaining = node.kind == .array ? node.count : 0
    }

    /// The next element.
    package mutating func next() -> JSONNode? {
        guard remaining > 0 else { return nil }
        remaining -= 1
        defer { position = document.position(after: position) }
        return JSONNode(document: document, position: position)
    }

    /// How many elements are still to come.
    package var underestimatedCount: Int { remaining }
}
