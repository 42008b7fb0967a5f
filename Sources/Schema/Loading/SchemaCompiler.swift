// SPDX-License-Identifier: Apache-2.0

import Wire

/// Turns schemas that were found into a program, beginning with those that are asked for and going
/// on with what they refer to.
///
/// A class, since keywords that are being read all add to it; it lives for one load only.
final class SchemaCompiler {
    /// Holds a schema against the metaschema of its dialect, before it is compiled.
    typealias Check = (JSONNode, Dialect) throws(SchemaError) -> [Violation]

    /// How many names of dynamic anchors, times the resources that carry any, may be loaded.
    static let dynamicAnchorLimit = 65_000
    /// How large all patterns together may be, in entries of their automata.
    static let patternCostLimit = 16_000_000

    var index: SchemaIndex
    var tables = ProgramTables()
    private let check: Check
    private(set) var compiled: [Int: [CompiledKeyword]] = [:]
    /// The names of the dynamic anchors that are asked for, each with its number.
    private(set) var dynamicNames: [ExactString: Int] = [:]
    /// The resources that were reached and carry dynamic anchors.
    private(set) var dynamicResources: [Int] = []
    var patternNumbers: [ExactString: UInt32] = [:]
    var patternCost = 0
    private var reachedResources: Set<Int> = []
    private var waiting: [SubschemaID] = []
    private var reached: Set<SubschemaID> = []
    private var inPlace: [SubschemaID: [SubschemaID]] = [:]

    init(_ index: SchemaIndex, check: @escaping Check) {
        self.index = index
        self.check = check
    }

    /// Compiles all that can be reached from what is noted, and what may be reached dynamically.
    func compile() throws(SchemaError) {
        while let id = waiting.popLast() {
            try checkNewFiles()
            try compile(id)
            try reachDynamicAnchors(inResourceOf: id)
            try refuseManyDynamicAnchors()
        }
        try refuseEndlessReferences()
    }

    /// Sees to it that a schema gets compiled.
    func reach(_ id: SubschemaID) {
        if reached.insert(id).inserted { waiting.append(id) }
    }

    /// Notes that a schema applies another to the very value that it is applied to.
    func note(_ id: SubschemaID, appliedInPlaceBy schema: SubschemaID) {
        inPlace[schema, default: []].append(id)
    }

    /// The number of a dynamic anchor's name; sees to it that all schemas that carry it in what was
    /// reached get compiled.
    func number(ofDynamicAnchor name: String) -> Int {
        let key = ExactString(name)
        if let number = dynamicNames[key] { return number }
        dynamicNames[key] = dynamicNames.count
        for number in dynamicResources {
            if let id = index.resources[number].dynamicAnchors[key] { reach(id) }
        }
        return dynamicNames.count - 1
    }

    private func reachDynamicAnchors(inResourceOf id: SubschemaID) throws(SchemaError) {
        let number = index.located[id.index].resource
        guard reachedResources.insert(number).inserted else { return }
        let anchors = index.resources[number].dynamicAnchors
        if anchors.isEmpty { return }
        dynamicResources.append(number)
        for (name, id) in anchors where dynamicNames[name] != nil { reach(id) }
    }

    /// Refuses more pairs of dynamic anchors and resources than a table should hold.
    private func refuseManyDynamicAnchors() throws(SchemaError) {
        guard dynamicNames.count * dynamicResources.count <= Self.dynamicAnchorLimit else {
            throw .tooManyDynamicAnchors(limit: Self.dynamicAnchorLimit)
        }
    }

    private func checkNewFiles() throws(SchemaError) {
        while let id = index.unchecked.popLast() {
            guard let dialect = index.resource(of: id).dialect else { continue }
            let wrong = try check(index.located[id.index].node, dialect)
            let own = wrong.filter { !isOfOtherDialect($0.instance, in: id) }
            guard own.isEmpty else { throw .invalidSchema(own, at: index.place(of: id)) }
        }
    }

    /// Whether a place lies in a schema that says a dialect of its own, and is checked by itself.
    private func isOfOtherDialect(_ pointer: JSONPointer, in root: SubschemaID) -> Bool {
        var node = index.located[root.index].node
        for token in pointer.tokens {
            guard let next = node.at(JSONPointer(tokens: [token])) else { return false }
            node = next
            guard node["$schema"] != nil, let id = index.schema(at: node, of: root) else {
                continue
            }
            if index.resource(of: id).root == id { return true }
        }
        return false
    }

    private func compile(_ id: SubschemaID) throws(SchemaError) {
        let schema = index.located[id.index]
        let resource = index.resource(of: id)
        guard let dialect = resource.dialect else {
            throw .unknownDialect(resource.foreignDialect, at: index.place(of: resource.root))
        }
        if schema.node.kind == .false {
            compiled[id.index] = [CompiledKeyword(FalseSchema())]
            return
        }
        var keywords: [CompiledKeyword] = []
        for type in KeywordList.running where dialect.has(type.vocabulary) {
            let name = type.triggers.first { schema.node[$0] != nil }
            guard let name, let value = schema.node[name] else { continue }
            let reader = KeywordReader(
                value: value, name: name, schema: id, node: schema.node, dialect: dialect,
                compiler: self)
            let keyword = CompiledKeyword(try type.init(reader))
            if !keyword.kinds.isEmpty { keywords.append(keyword) }
        }
        compiled[id.index] = keywords
    }

    /// Refuses schemas that come back to themselves without going into the value.
    ///
    /// A depth-first walk with a stack of its own: a chain of references may be long. References
    /// that are only resolved while checking are not seen here; the depth limit stops those.
    private func refuseEndlessReferences() throws(SchemaError) {
        var state = [WalkState](repeating: .unseen, count: index.located.count)
        for start in inPlace.keys.sorted(by: { $0.index < $1.index })
        where state[start.index] == .unseen {
            var stack = [start]
            while let id = stack.last {
                guard state[id.index] == .unseen else {
                    stack.removeLast()
                    state[id.index] = .done
                    continue
                }
                state[id.index] = .open
                for next in inPlace[id] ?? [] {
                    if state[next.index] == .open {
                        throw .endlessReference(at: index.place(of: next))
                    }
                    if state[next.index] == .unseen { stack.append(next) }
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

/// A keyword on its way into the program.
struct CompiledKeyword {
    let instruction: Instruction
    /// The kinds of value that it is asked about.
    let kinds: [JSONKind]
    /// Whether it asks what other keywords evaluated.
    let asksForEvaluated: Bool

    init(_ keyword: any Keyword) {
        instruction = keyword.instruction
        kinds = JSONKind.all.filter(keyword.applies)
        asksForEvaluated = type(of: keyword).vocabulary == .unevaluated
    }
}

extension JSONKind {
    /// All seven.
    static let all: [JSONKind] = [.object, .array, .string, .number, .true, .false, .null]
}
