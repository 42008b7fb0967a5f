// SPDX-License-Identifier: Apache-2.0

extension JSONNode {
    /// The value that a JSON Pointer names, seen from here (RFC 6901 section 4).
    package func at(_ pointer: JSONPointer) -> JSONNode? {
        var node = self
        for token in pointer.tokens {
            let next =
                node.kind == .array
                ? JSONPointer.index(token).flatMap { node[$0] } : node[token]
            guard let next else { return nil }
            node = next
        }
        return node
    }

    /// Where this value stands, seen from a value that contains it; nil when that one does not.
    ///
    /// It is found by walking down from there, so that reading a document keeps no paths.
    package func pointer(from ancestor: JSONNode) -> JSONPointer? {
        let end = document.position(after: ancestor.position).index
        guard ancestor.position.index <= position.index, position.index < end else { return nil }
        var tokens: [String] = []
        var place = ancestor.position
        while place != position {
            place = step(from: place, noting: &tokens)
        }
        return JSONPointer(tokens: tokens)
    }

    /// Goes from a container to the content in which this value lies.
    private func step(from container: JSONPosition, noting tokens: inout [String]) -> JSONPosition {
        let isObject = document.kind(at: container) == .object
        var content = document.first(in: container)
        var count = 0
        while true {
            let value = isObject ? document.value(ofMemberNamedAt: content) : content
            let next = document.position(after: value)
            if position.index < next.index {
                let name = JSONNode(document: document, position: content).string ?? ""
                tokens.append(isObject ? name : String(count))
                // A name is found with its value: both are the member.
                return position == content ? position : value
            }
            content = next
            count += 1
        }
    }
}
