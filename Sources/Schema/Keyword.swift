// SPDX-License-Identifier: Apache-2.0

import Wire

/// A keyword of a schema, compiled: something that a value must hold to.
protocol Keyword: Sendable {
    /// The name that it goes by in schemas.
    static var name: String { get }
    /// Where schemas stand in its value.
    static var subschemas: SubschemaShape { get }

    /// Reads the keyword's value, once, at load.
    init(_ reader: KeywordReader) throws(SchemaError)

    /// The schemas that it applies to the very value that it is given, not to a part of that.
    var inPlace: [SubschemaID] { get }

    /// Whether the value at a position holds to it; when not, says why if that is collected.
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool
}

extension Keyword {
    static var subschemas: SubschemaShape { .none }
    var inPlace: [SubschemaID] { [] }
}

/// What a keyword sees of the schema that it stands in, at load.
struct KeywordReader {
    /// The keyword's own value.
    let value: JSONNode
    /// The name of the keyword.
    let name: String
    /// The schema that the keyword stands in.
    let schema: LocatedSchema
    /// All schemas that were loaded.
    let index: SchemaIndex

    /// Where the keyword stands.
    var place: SchemaPlace { schema.inside(name, value).place }

    /// The error that the value is not what the keyword wants.
    func malformed(_ expected: String) -> SchemaError {
        .malformedKeyword(name, expected: expected, at: place)
    }

    /// The value of another keyword of the same schema.
    func sibling(_ name: String) -> JSONNode? { schema.node[name] }

    /// The compiled schema that a part of this schema is.
    func subschema(_ node: JSONNode) throws(SchemaError) -> SubschemaID {
        guard let id = index.schema(at: node, of: schema) else { throw .notASchema(at: place) }
        return id
    }

    /// The value as a list of at least one schema.
    func subschemaList() throws(SchemaError) -> [SubschemaID] {
        guard value.kind == .array, value.count > 0 else {
            throw malformed("an array of schemas that is not empty")
        }
        var list: [SubschemaID] = []
        for element in value.elements { list.append(try subschema(element)) }
        return list
    }

    /// The value as a number of things.
    func count() throws(SchemaError) -> Int {
        guard let number = ExactNumber(value), let count = number.wholeNumber, count >= 0 else {
            throw malformed("a whole number that is not negative")
        }
        return count
    }

    /// The value as a number.
    func number() throws(SchemaError) -> ExactNumber {
        guard let number = ExactNumber(value) else { throw malformed("a number") }
        return number
    }

    /// The value as an array of strings without repeats.
    func names(in node: JSONNode) throws(SchemaError) -> [String] {
        let names = node.elements.compactMap(\.string)
        guard node.kind == .array, names.count == node.count,
            Set(names.map { Array($0.utf8) }).count == names.count
        else { throw malformed("an array of strings without repeats") }
        return names
    }
}
