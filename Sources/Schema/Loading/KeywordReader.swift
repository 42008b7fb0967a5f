// SPDX-License-Identifier: Apache-2.0

import Wire

/// What a keyword sees of the schema that it stands in, at load.
struct KeywordReader {
    /// The keyword's own value.
    let value: JSONNode
    /// The name of the keyword.
    let name: String
    /// The schema that the keyword stands in.
    let schema: SubschemaID
    /// The whole schema.
    let node: JSONNode
    /// What the schema's dialect has.
    let dialect: Dialect
    /// The compiler that asks, which keeps what does not fit into the keyword.
    let compiler: SchemaCompiler

    /// Where the keyword stands.
    var place: SchemaPlace { compiler.index.place(of: schema).inside(name) }

    /// How this set of schemas is to be read.
    var options: SchemaOptions { compiler.index.options }

    /// The error that the value is not what the keyword wants.
    func malformed(_ expected: String) -> SchemaError {
        .malformedKeyword(name, expected: expected, at: place)
    }

    /// Another keyword of the same schema; nil when it is not there, or not of the dialect.
    func sibling(_ keyword: any KeywordDescription.Type) -> KeywordReader? {
        guard dialect.has(keyword.vocabulary), let value = node[keyword.name] else { return nil }
        return KeywordReader(
            value: value, name: keyword.name, schema: schema, node: node, dialect: dialect,
            compiler: compiler)
    }

    /// The compiled schema that a part of this schema is, to be applied to parts of a value.
    func subschema(_ node: JSONNode) throws(SchemaError) -> SubschemaID {
        guard let id = compiler.index.schema(at: node, of: schema) else {
            throw .notASchema(at: place)
        }
        compiler.reach(id)
        return id
    }

    /// The compiled schema that a part of this schema is, to be applied to the value itself.
    func inPlace(_ node: JSONNode) throws(SchemaError) -> SubschemaID {
        let id = try subschema(node)
        compiler.note(id, appliedInPlaceBy: schema)
        return id
    }

    /// The compiled schema that the value is, to be applied to the value itself.
    func inPlace() throws(SchemaError) -> SubschemaID { try inPlace(value) }

    /// The value as a list of at least one schema.
    func list(
        _ subschema: (JSONNode) throws(SchemaError) -> SubschemaID
    ) throws(SchemaError) -> SubschemaList {
        guard value.kind == .array, value.count > 0 else {
            throw malformed("an array of schemas that is not empty")
        }
        var list: [SubschemaID] = []
        for element in value.elements { list.append(try subschema(element)) }
        return compiler.keep(list)
    }

    /// The value's members as names and schemas.
    func map(
        _ subschema: (JSONNode) throws(SchemaError) -> SubschemaID
    ) throws(SchemaError) -> [(name: [UInt8], schema: SubschemaID)] {
        guard value.kind == .object else { throw malformed("an object of schemas") }
        var map: [(name: [UInt8], schema: SubschemaID)] = []
        for member in value.members {
            map.append((Array(member.name.utf8 ?? []), try subschema(member.value)))
        }
        return map
    }

    /// The value as a number of things; more than any value could have is as good as the most.
    func count() throws(SchemaError) -> Int {
        guard let number = ExactNumber(value), number.isWhole, !number.isNegative else {
            throw malformed("a whole number that is not negative")
        }
        return min(number.wholeNumber ?? .max, 1 << 40)
    }

    /// The value as a number.
    func number() throws(SchemaError) -> ExactNumber {
        guard let number = ExactNumber(value) else { throw malformed("a number") }
        return number
    }

    /// The value as an array of strings without repeats.
    func names(in node: JSONNode) throws(SchemaError) -> [[UInt8]] {
        let names = node.elements.compactMap(\.utf8).map { Array($0) }
        guard node.kind == .array, names.count == node.count, Set(names).count == names.count
        else { throw malformed("an array of strings without repeats") }
        return names
    }
}
