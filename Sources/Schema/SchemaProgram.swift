// SPDX-License-Identifier: Apache-2.0

import Wire

/// All loaded schemas, compiled: for each its keywords, ready to be run.
struct SchemaProgram: Sendable {
    /// The keywords of each schema; nil where it has none.
    let chains: [KeywordChain?]
    /// Where each schema stands.
    let places: [SchemaPlace]
    /// The URI of the resource that each schema belongs to.
    let resources: [String]
    /// Whether what a schema describes must never be shown.
    let isSensitive: [Bool]

    init(_ index: SchemaIndex) throws(SchemaError) {
        var keywords: [[any Keyword]] = []
        keywords.reserveCapacity(index.located.count)
        for schema in index.located { keywords.append(try Self.compile(schema, index)) }
        chains = keywords.map(KeywordChain.of)
        places = index.located.map(\.place)
        resources = index.located.map(\.base.resource)
        isSensitive = index.located.map { $0.node["x-sensitive"]?.boolean == true }
        try refuseEndlessReferences(keywords)
    }

    private static func compile(
        _ schema: LocatedSchema, _ index: SchemaIndex
    ) throws(SchemaError) -> [any Keyword] {
        if schema.node.kind == .false { return [FalseSchema()] }
        var keywords: [any Keyword] = []
        // In the vocabulary's order: what is cheap and says most comes first.
        for keyword in Vocabulary.asserting {
            guard let value = schema.node[keyword.name] else { continue }
            let reader = KeywordReader(
                value: value, name: keyword.name, schema: schema, index: index)
            keywords.append(try keyword.init(reader))
        }
        return keywords
    }

    /// Refuses schemas that come back to themselves without going into the value.
    ///
    /// A depth-first walk with a stack of its own: a chain of references may be long.
    private func refuseEndlessReferences(_ keywords: [[any Keyword]]) throws(SchemaError) {
        var state = [WalkState](repeating: .unseen, count: keywords.count)
        for start in keywords.indices where state[start] == .unseen {
            var stack = [start]
            while let id = stack.last {
                guard state[id] == .unseen else {
                    stack.removeLast()
                    state[id] = .done
                    continue
                }
                state[id] = .open
                for next in keywords[id].flatMap(\.inPlace).map(\.index) {
                    if state[next] == .open { throw .endlessReference(at: places[next]) }
                    if state[next] == .unseen { stack.append(next) }
                }
            }
        }
    }

    private enum WalkState {
        case unseen
        case open
        case done
    }
}

/// The schema `false`, to which no value holds.
struct FalseSchema: Keyword {
    static let name = ""

    init() {}

    init(_ reader: KeywordReader) throws(SchemaError) {}

    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        validation.fail(Self.name, at: position) { _ in "Nothing may stand here; leave it out." }
    }
}
