// SPDX-License-Identifier: Apache-2.0

import Wire

/// Every schema inside the loaded files, and the names by which they can be referred to.
///
/// It walks from keyword to keyword, so what stands in an `examples` or an `enum` is never taken
/// for a schema; and since it must know which keywords hold schemas, one it does not know is
/// refused here, wherever it stands.
struct SchemaIndex {
    /// The dialect that a file must say it is written in.
    static let dialect = "https://json-schema.org/draft/2020-12/schema"
    /// How many schemas, counted with those inside them, may be loaded.
    static let subschemaLimit = 100_000

    /// The schemas in the order in which they were found; a `SubschemaID` counts them.
    private(set) var located: [LocatedSchema] = []
    private var byPosition: [[JSONPosition: SubschemaID]] = []
    private var byURI: [String: SubschemaID] = [:]

    /// Takes in a file and returns its root.
    mutating func add(_ source: SchemaSource) throws(SchemaError) -> SubschemaID {
        byPosition.append([:])
        let root = LocatedSchema(
            node: source.document.root, number: byPosition.count - 1,
            place: SchemaPlace(file: source.name, pointer: JSONPointer()),
            base: SchemaURI(source.name))
        let id = SubschemaID(index: located.count)
        var waiting = [root]
        while var schema = waiting.popLast() {
            try register(&schema)
            waiting.append(contentsOf: try contents(of: schema).reversed())
        }
        guard located[id.index].base.isAbsolute else { throw .missingID(at: root.place) }
        if located[id.index].node["$schema"] == nil, located[id.index].node.kind == .object {
            throw .otherDialect(at: root.place)
        }
        return id
    }

    /// The schema at a node that was found while walking.
    func schema(at node: JSONNode, of located: LocatedSchema) -> SubschemaID? {
        byPosition[located.number][node.position]
    }

    /// The schema that a reference leads to from where it stands.
    func schema(referredToBy reference: String, from located: LocatedSchema) -> SubschemaID? {
        let target = SchemaURI(reference).resolved(against: located.base)
        guard let fragment = target.decodedFragment, let resource = byURI[target.resource] else {
            return nil
        }
        if fragment.isEmpty { return resource }
        guard fragment.hasPrefix("/") else { return byURI[target.resource + "#" + fragment] }
        let root = self.located[resource.index]
        guard let pointer = try? JSONPointer(parsing: fragment) else { return nil }
        return root.node.at(pointer).flatMap { schema(at: $0, of: root) }
    }

    private mutating func register(_ schema: inout LocatedSchema) throws(SchemaError) {
        guard located.count < Self.subschemaLimit else {
            throw .tooManySubschemas(limit: Self.subschemaLimit)
        }
        let id = SubschemaID(index: located.count)
        try readDialect(of: schema)
        let isRoot = schema.place.pointer.tokens.isEmpty
        if let name = schema.node["$id"] {
            let uri = SchemaURI(name.string ?? "#").resolved(against: schema.base)
            guard uri.isAbsolute, uri.fragment?.isEmpty ?? true else {
                throw .missingID(at: schema.place)
            }
            schema.base = SchemaURI(uri.resource)
            try register(uri.resource, id, schema.place)
        } else if isRoot {
            try register(schema.base.resource, id, schema.place)
        }
        if let anchor = schema.node["$anchor"]?.string {
            try register(schema.base.resource + "#" + anchor, id, schema.place)
        }
        located.append(schema)
        byPosition[schema.number][schema.node.position] = id
    }

    private mutating func register(
        _ uri: String, _ id: SubschemaID, _ place: SchemaPlace
    ) throws(SchemaError) {
        guard byURI.updateValue(id, forKey: uri) == nil else {
            throw .duplicateURI(uri, at: place)
        }
    }

    private func readDialect(of schema: LocatedSchema) throws(SchemaError) {
        guard let dialect = schema.node["$schema"] else { return }
        guard dialect.isString(Self.dialect) else { throw .otherDialect(at: schema.place) }
    }

    /// The schemas directly inside one.
    private func contents(of schema: LocatedSchema) throws(SchemaError) -> [LocatedSchema] {
        switch schema.node.kind {
        case .true, .false: return []
        case .object: break
        default: throw .notASchema(at: schema.place)
        }
        var found: [LocatedSchema] = []
        for (name, value) in schema.node.members {
            let keyword = name.string ?? ""
            let inner = schema.inside(keyword, value)
            guard let shape = Vocabulary.shape(of: name) else {
                throw .unknownKeyword(keyword, at: inner.place)
            }
            switch shape {
            case .none: break
            case .one: found.append(inner)
            case .list:
                found += value.elements.enumerated().map { inner.inside(String($0), $1) }
            case .map:
                found += value.members.map { inner.inside($0.name.string ?? "", $0.value) }
            }
        }
        return found
    }
}

/// A schema, and where it stands.
struct LocatedSchema: Sendable {
    let node: JSONNode
    /// Which of the loaded files it stands in.
    let number: Int
    let place: SchemaPlace
    /// The URI against which its references are resolved.
    var base: SchemaURI

    func inside(_ token: String, _ node: JSONNode) -> LocatedSchema {
        let place = SchemaPlace(file: place.file, pointer: place.pointer.appending(token))
        return LocatedSchema(node: node, number: number, place: place, base: base)
    }
}

/// Which of the loaded schemas.
struct SubschemaID: Sendable, Hashable {
    let index: Int
}
