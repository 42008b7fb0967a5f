// SPDX-License-Identifier: Apache-2.0

import Wire

/// Finds members of schema files for references, of which thousands may lead into one object.
///
/// A large object is sorted into a table when it is first looked into.
struct MemberFinder: Sendable {
    /// Objects of more members get a table.
    private static let largeObject = 32

    private var tables: [Int: [JSONPosition: [ExactString: JSONPosition]]] = [:]

    /// The member or element that a token names, in a value of a file.
    mutating func value(at token: String, of node: JSONNode, inFile file: Int) -> JSONNode? {
        guard node.kind == .object, node.count > Self.largeObject else {
            return node.at(JSONPointer(tokens: [token]))
        }
        if tables[file]?[node.position] == nil {
            tables[file, default: [:]][node.position] = Dictionary(
                uniqueKeysWithValues: node.members.map {
                    (ExactString($0.name.string ?? ""), $0.value.position)
                })
        }
        let found = tables[file]?[node.position]?[ExactString(token)]
        return found.map { JSONNode(document: node.document, position: $0) }
    }
}
