// SPDX-License-Identifier: Apache-2.0

import Wire

/// Writes JSON again without changing what its author wrote.
///
/// Numbers keep their digits, strings their escapes: what is signed must say what the file says.
enum VerbatimJSON {
    /// The value without white space between its parts.
    static func text(of node: JSONNode) -> [UInt8] {
        switch node.kind {
        case .object:
            object(node.members.map { (quoted($0.name), text(of: $0.value)) })
        case .array:
            joined(node.elements.map(text(of:)), "[", "]")
        case .string: quoted(node)
        default: Array(node.document.text(at: node.position))
        }
    }

    /// The value for a person to read and change: a member a line, indented by two spaces.
    static func pretty(_ value: JSONValue, indent: String = "") -> String {
        let inner = indent + "  "
        switch value {
        case .object(let members) where !members.isEmpty:
            let lines = members.map {
                "\(inner)\(JSONValue.string($0.name).text): \(pretty($0.value, indent: inner))"
            }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        case .array(let elements) where !elements.isEmpty:
            let lines = elements.map { inner + pretty($0, indent: inner) }
            return "[\n" + lines.joined(separator: ",\n") + "\n\(indent)]"
        default: return value.text
        }
    }

    /// An object of names, with their quotation marks, and values.
    static func object(_ members: [(name: [UInt8], value: [UInt8])]) -> [UInt8] {
        joined(members.map { $0.name + [UInt8(ascii: ":")] + $0.value }, "{", "}")
    }

    /// A string or name in its quotation marks, as it was written.
    static func quoted(_ node: JSONNode) -> [UInt8] {
        [UInt8(ascii: "\"")] + node.document.text(at: node.position) + [UInt8(ascii: "\"")]
    }

    private static func joined(
        _ parts: [[UInt8]], _ opening: String, _ closing: String
    ) -> [UInt8] {
        Array(opening.utf8) + parts.joined(separator: [UInt8(ascii: ",")]) + Array(closing.utf8)
    }
}
