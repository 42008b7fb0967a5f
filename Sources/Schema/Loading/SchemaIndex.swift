// SPDX-License-Identifier: Apache-2.0

import Wire

/// Every schema inside the files that were read, and the names by which they can be referred to.
///
/// It walks from keyword to keyword, so what stands in an `examples` or an `enum` is never taken
/// for a schema. A file is read when it is asked for, so what nobody refers to costs nothing.
struct SchemaIndex {
    /// How many schemas, counted with those inside them, may be loaded.
    static let subschemaLimit = 100_000

    let options: SchemaOptions
    let library: SchemaLibrary
    /// The schemas in the order in which they were found; a `SubschemaID` counts them.
    private(set) var located: [LocatedSchema] = []
    private(set) var resources: [SchemaResource] = []
    /// What must be held against its metaschema: roots of files, and schemas in them that say a
    /// dialect of their own.
    var unchecked: [SubschemaID] = []
    private var finder = MemberFinder()
    private var roots: [Int: SubschemaID] = [:]
    private var byPosition: [Int: [JSONPosition: SubschemaID]] = [:]
    private var byURI: [ExactString: SubschemaID] = [:]
    private var dialects: [ExactString: Dialect?] = [:]

    init(_ library: SchemaLibrary, _ options: SchemaOptions) {
        self.library = library
        self.options = options
    }

    /// Reads a file, if that was not done before, and returns its root.
    mutating func root(ofFile number: Int) throws(SchemaError) -> SubschemaID {
        if let root = roots[number] { return root }
        let root = LocatedSchema(
            node: library.sources[number].document.root, file: number, parent: nil, tokens: [],
            resource: -1)
        let id = try walk(root)
        roots[number] = id
        return id
    }

    /// The schema at a node that was found while walking.
    func schema(at node: JSONNode, of id: SubschemaID) -> SubschemaID? {
        byPosition[located[id.index].file]?[node.position]
    }

    /// Where a schema stands.
    func place(of id: SubschemaID) -> SchemaPlace {
        SchemaPlace(
            file: library.sources[located[id.index].file].name,
            pointer: pointer(to: id, from: nil))
    }

    /// The way to a schema from another around it, or from the root of the file.
    func pointer(to id: SubschemaID, from ancestor: SubschemaID?) -> JSONPointer {
        var steps: [[String]] = []
        var place: SubschemaID? = id
        while let current = place, current != ancestor {
            steps.append(located[current.index].tokens)
            place = located[current.index].parent
        }
        return JSONPointer(tokens: Array(steps.reversed().joined()))
    }

    /// The resource that a schema belongs to.
    func resource(of id: SubschemaID) -> SchemaResource {
        resources[located[id.index].resource]
    }

    /// Takes in a schema and all that are in it; the stack is our own, since they may be deep.
    mutating func walk(_ start: LocatedSchema) throws(SchemaError) -> SubschemaID {
        let first = SubschemaID(index: located.count)
        var waiting = [start]
        while let schema = waiting.popLast() {
            let id = try register(schema)
            guard let dialect = resource(of: id).dialect else { continue }
            waiting.append(contentsOf: try contents(of: id, dialect).reversed())
        }
        return first
    }

    private mutating func register(_ schema: LocatedSchema) throws(SchemaError) -> SubschemaID {
        guard located.count < Self.subschemaLimit else {
            throw .tooManySubschemas(limit: Self.subschemaLimit)
        }
        let id = SubschemaID(index: located.count)
        located.append(schema)
        byPosition[schema.file, default: [:]][schema.node.position] = id
        guard [.object, .true, .false].contains(schema.node.kind) else {
            throw .notASchema(at: place(of: id))
        }
        if schema.parent == nil || schema.node["$id"] != nil { try openResource(at: id) }
        try registerAnchors(of: id)
        return id
    }

    private mutating func openResource(at id: SubschemaID) throws(SchemaError) {
        let schema = located[id.index]
        let outer = schema.resource >= 0 ? resources[schema.resource] : nil
        var base = outer?.base ?? SchemaURI(library.sources[schema.file].name)
        if let name = schema.node["$id"] {
            base = SchemaURI(name.string ?? "#").resolved(against: base)
            guard base.fragment?.utf8.isEmpty ?? true else { throw .missingID(at: place(of: id)) }
        }
        guard base.isAbsolute || !options.requiresIdentity else {
            throw .missingID(at: place(of: id))
        }
        try register(base.resource, id)
        let said = schema.node["$schema"]?.string
        if outer == nil || said != nil { unchecked.append(id) }
        if outer == nil, said == nil, options.requiresIdentity, schema.node.kind == .object {
            throw .otherDialect(at: place(of: id))
        }
        var dialect: Dialect? = outer?.dialect ?? Dialect.standard
        if let said { dialect = try self.dialect(said, at: id) }
        located[id.index].resource = resources.count
        resources.append(
            SchemaResource(
                base: SchemaURI(base.resource), root: id, dialect: dialect,
                foreignDialect: said ?? ""))
    }

    private mutating func registerAnchors(of id: SubschemaID) throws(SchemaError) {
        let schema = located[id.index]
        let base = resource(of: id).base.resource
        if let anchor = schema.node["$anchor"]?.string { try register(base + "#" + anchor, id) }
        if let anchor = schema.node["$dynamicAnchor"]?.string {
            try register(base + "#" + anchor, id)
            resources[schema.resource].dynamicAnchors[ExactString(anchor)] = id
        }
    }

    private mutating func register(_ uri: String, _ id: SubschemaID) throws(SchemaError) {
        let former = byURI.updateValue(id, forKey: ExactString(uri))
        guard former == nil || former == id else { throw .duplicateURI(uri, at: place(of: id)) }
    }

    /// The schemas directly inside one.
    private func contents(
        of id: SubschemaID, _ dialect: Dialect
    ) throws(SchemaError) -> [LocatedSchema] {
        let schema = located[id.index]
        var found: [LocatedSchema] = []
        for (name, value) in schema.node.members {
            let keyword = name.string ?? ""
            switch KeywordList.shape(of: name, in: dialect) {
            case nil:
                guard options.unknownKeywords == .areAnnotations else {
                    throw .unknownKeyword(keyword, at: place(of: id).inside(keyword))
                }
            case .some(.none): break
            case .one: found.append(schema.inside(id, [keyword], value))
            case .list:
                found += value.elements.enumerated().map {
                    schema.inside(id, [keyword, String($0)], $1)
                }
            case .map:
                found += value.members.map {
                    schema.inside(id, [keyword, $0.name.string ?? ""], $0.value)
                }
            }
        }
        return found
    }
}

/// What references lead to.
extension SchemaIndex {
    /// The schema that a reference leads to from where it stands.
    mutating func schema(
        referredToBy reference: String, from id: SubschemaID
    ) throws(SchemaError) -> SubschemaID? {
        let target = SchemaURI(reference).resolved(against: resource(of: id).base)
        guard let fragment = target.decodedFragment,
            let root = try resourceRoot(target.resource)
        else { return nil }
        if fragment.utf8.isEmpty { return root }
        if fragment.utf8.first == UInt8(ascii: "/") {
            guard let pointer = try? JSONPointer(parsing: fragment) else { return nil }
            return try schema(at: pointer, from: root)
        }
        return byURI[ExactString(resource(of: root).base.resource + "#" + fragment)]
    }

    /// The schema that goes by a URI without fragment, its file read if need be.
    private mutating func resourceRoot(_ uri: String) throws(SchemaError) -> SubschemaID? {
        if let root = byURI[ExactString(uri)] { return root }
        guard let number = library.number(of: uri) else { return nil }
        return try root(ofFile: number)
    }

    /// The schema at the end of a pointer, also inside keywords that are not known to hold schemas.
    private mutating func schema(
        at pointer: JSONPointer, from root: SubschemaID
    ) throws(SchemaError) -> SubschemaID? {
        var (node, around) = (located[root.index].node, root)
        var tokens: [String] = []
        for token in pointer.tokens {
            let found = finder.value(at: token, of: node, inFile: located[root.index].file)
            guard let next = found else { return nil }
            node = next
            tokens.append(token)
            if let known = schema(at: node, of: root) { (around, tokens) = (known, []) }
        }
        if tokens.isEmpty { return around }
        guard options.unknownKeywords == .areAnnotations,
            [.object, .true, .false].contains(node.kind), resource(of: around).dialect != nil
        else { return nil }
        let id = try walk(located[around.index].inside(around, tokens, node))
        unchecked.append(id)
        return id
    }
}

/// What `$schema` leads to.
extension SchemaIndex {
    /// The dialect that a metaschema makes; nil when the metaschema is not to be had.
    private mutating func dialect(
        _ name: String, at id: SubschemaID
    ) throws(SchemaError) -> Dialect? {
        let uri = SchemaURI(name).resource
        if uri.utf8.elementsEqual(Metaschema.dialect.utf8) { return .standard }
        if let known = dialects[ExactString(uri)] { return known }
        var root = library.number(of: uri).map { library.sources[$0].document.root }
        if root == nil { root = byURI[ExactString(uri)].map { located[$0.index].node } }
        let dialect = try root.map { (root) throws(SchemaError) in
            try self.dialect(uri, vocabularies: root["$vocabulary"], at: id)
        }
        dialects[ExactString(uri)] = .some(dialect)
        return dialect
    }

    /// What the vocabularies of a metaschema make.
    ///
    /// Core section 8.1.2: a vocabulary that is required and not known forbids to go on; one that
    /// is not required does not. Without `$vocabulary` all of the standard's are taken to be meant.
    private func dialect(
        _ uri: String, vocabularies: JSONNode?, at id: SubschemaID
    ) throws(SchemaError) -> Dialect {
        guard let vocabularies else {
            return Dialect(metaschema: uri, vocabularies: Dialect.standard.vocabularies)
        }
        var known: Set<Vocabulary> = [.core]
        for (name, isRequired) in vocabularies.members {
            let name = name.string ?? ""
            if let vocabulary = Vocabulary(uri: name) {
                known.insert(vocabulary)
            } else if isRequired.boolean == true, !options.annotationVocabularies.contains(name) {
                throw .unknownVocabulary(name, at: place(of: id))
            }
        }
        return Dialect(metaschema: uri, vocabularies: known)
    }
}
