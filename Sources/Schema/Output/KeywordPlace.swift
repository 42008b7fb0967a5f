// SPDX-License-Identifier: Apache-2.0

import Wire

/// Where a keyword stands that was run: in its resource, and on the way that led to it.
struct KeywordPlace {
    /// The URI of the schema resource in which it stands.
    let resource: String
    /// Where it stands there.
    let inResource: JSONPointer
    /// The way to it from the schema that was asked (core section 12.3.1), each reference on it
    /// being a step.
    let onTheWay: JSONPointer

    /// The place of a keyword, or with an empty name of the schema itself.
    init(_ keyword: String, at trail: [TrailStep], in program: SchemaProgram) {
        let tokens = keyword.utf8.isEmpty ? [] : [keyword]
        let way = Self.way(trail, in: program.index) + tokens
        onTheWay = JSONPointer(tokens: way)
        guard let last = trail.last?.schema else {
            (resource, inResource) = ("", onTheWay)
            return
        }
        let home = program.index.resource(of: last)
        resource = home.base.resource
        inResource = program.index.pointer(to: last, from: home.root)
            .appending(JSONPointer(tokens: tokens))
    }

    private static func way(_ trail: [TrailStep], in index: SchemaIndex) -> [String] {
        var way: [String] = []
        for (former, step) in zip(trail, trail.dropFirst()) {
            if let reference = step.reference {
                way.append(reference)
            } else {
                way += index.pointer(to: step.schema, from: former.schema).tokens
            }
        }
        return way
    }
}
