// SPDX-License-Identifier: Apache-2.0

import Wire

/// `if`, `then` and `else`: a schema that decides which of two others must hold.
///
/// Core section 10.2.2: “Instances that successfully validate against this keyword's subschema MUST
/// also be valid against the subschema value of the "then" keyword, if present”; those that fail,
/// against that of “else”. Without `if` the other two mean nothing.
struct IfKeyword: Keyword {
    static let name = "if"
    static let subschemas = SubschemaShape.one
    private let condition: SubschemaID
    private let then: SubschemaID?
    private let otherwise: SubschemaID?

    init(_ reader: KeywordReader) throws(SchemaError) {
        condition = try reader.subschema(reader.value)
        then = try reader.sibling("then").map(reader.subschema)
        otherwise = try reader.sibling("else").map(reader.subschema)
    }

    var inPlace: [SubschemaID] { [condition, then, otherwise].compactMap { $0 } }

    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        let branch = validation.holdsQuietly(condition, at: position) ? then : otherwise
        return branch.map { validation.holds($0, at: position) } ?? true
    }
}
