// SPDX-License-Identifier: Apache-2.0

import Wire

/// Lays compiled keywords out as a program.
struct ProgramLinker {
    let compiler: SchemaCompiler
    private(set) var code: [Instruction] = [.end]
    private(set) var subschemas: [Subschema]
    private(set) var shortcuts: [Subschema] = []
    private(set) var dynamicTargets: [[SubschemaID]] = []

    init(_ compiler: SchemaCompiler) {
        self.compiler = compiler
        subschemas = Array(repeating: Subschema(), count: compiler.index.located.count)
    }

    mutating func link() {
        for (index, keywords) in compiler.compiled { lay(keywords, index) }
        numberScopes()
        shortcuts = subschemas
        for index in subschemas.indices { shorten(index) }
        for index in subschemas.indices { follow(index) }
    }

    /// Writes the code of one schema; kinds of value with the same keywords share it.
    private mutating func lay(_ keywords: [CompiledKeyword], _ index: Int) {
        subschemas[index].asksForEvaluated = keywords.contains(where: \.asksForEvaluated)
        var starts: [[Int]: Int] = [[]: 0]
        for kind in JSONKind.all {
            let chosen = keywords.indices.filter { keywords[$0].kinds.contains(kind) }
            if starts[chosen] == nil {
                starts[chosen] = code.count
                code += chosen.map { keywords[$0].instruction } + [.end]
            }
            subschemas[index][kind] = starts[chosen] ?? 0
        }
    }

    /// Numbers the resources that a dynamic reference may lead to, and says where it leads there.
    private mutating func numberScopes() {
        let names = compiler.dynamicNames.sorted { $0.value < $1.value }.map(\.key)
        let resources = compiler.dynamicResources.filter { number in
            let anchors = compiler.index.resources[number].dynamicAnchors
            return anchors.keys.contains { compiler.dynamicNames[$0] != nil }
        }
        guard !names.isEmpty, !resources.isEmpty else { return }
        let scopes = Dictionary(
            uniqueKeysWithValues: zip(resources, resources.indices.map { UInt16($0 + 1) }))
        for (index, schema) in compiler.index.located.enumerated() {
            subschemas[index].scope = scopes[schema.resource] ?? 0
        }
        dynamicTargets = names.map { name in
            [.none] + resources.map { compiler.index.resources[$0].dynamicAnchors[name] ?? .none }
        }
    }
}

/// What the verdict alone does not need, left out: for each kind of value, alternatives that are
/// about other kinds, and references on the way.
extension ProgramLinker {
    /// What becomes of an instruction.
    private enum Outcome {
        case stays
        case goes
        case becomes(Instruction)
    }

    /// Writes shorter code for each kind of value about which less need be asked.
    private mutating func shorten(_ index: Int) {
        for kind in JSONKind.all {
            var (kept, isShorter): ([Instruction], Bool) = ([], false)
            for instruction in instructions(SubschemaID(index: index), kind) {
                switch outcome(of: instruction, kind) {
                case .stays: kept.append(instruction)
                case .goes: isShorter = true
                case .becomes(let other):
                    isShorter = true
                    kept.append(other)
                }
            }
            guard isShorter else { continue }
            shortcuts[index][kind] = kept.isEmpty ? 0 : code.count
            if !kept.isEmpty { code += kept + [.end] }
        }
    }

    /// Follows the references of a schema that has nothing else to say about a kind of value.
    private mutating func follow(_ index: Int) {
        guard subschemas[index].isPlain else { return }
        for kind in JSONKind.all {
            var start = shortcuts[index][kind]
            while case .ref(let reference) = code[start], case .end = code[start + 1],
                subschemas[reference.target.index].isPlain
            {
                start = shortcuts[reference.target.index][kind]
            }
            shortcuts[index][kind] = start
        }
    }

    private func outcome(of instruction: Instruction, _ kind: JSONKind) -> Outcome {
        switch instruction {
        case .anyOf(let keyword):
            alternatives(keyword.schemas, kind, isExclusive: false)
        case .oneOf(let keyword):
            alternatives(keyword.schemas, kind, isExclusive: true)
        case .allOf(let keyword): all(keyword.schemas, kind)
        case .ref(let keyword): all([keyword.target], kind, unchanged: 1)
        case .not(let keyword):
            cannotHold(keyword.schema, kind)
                ? .goes
                : asksNothing(keyword.schema, kind) ? .becomes(.never(FalseSchema())) : .stays
        case .if(let keyword):
            cannotHold(keyword.condition, kind)
                ? branch(keyword.otherwise)
                : asksNothing(keyword.condition, kind) ? branch(keyword.then) : .stays
        default: .stays
        }
    }

    private func branch(_ id: SubschemaID) -> Outcome {
        id.isSome ? .becomes(.ref(RefKeyword(target: id))) : .goes
    }

    /// Of several alternatives those remain that a value of the kind could hold to.
    private func alternatives(
        _ list: SubschemaList, _ kind: JSONKind, isExclusive: Bool
    ) -> Outcome {
        let possible = schemas(list).filter { !cannotHold($0, kind) }
        guard let first = possible.first else { return .becomes(.never(FalseSchema())) }
        if possible.count == 1 { return .becomes(.ref(RefKeyword(target: first))) }
        if kind == .object, let choice = choice(among: possible, isExclusive: isExclusive) {
            return .becomes(.choice(choice))
        }
        if possible.count == list.count { return .stays }
        let kept = compiler.keep(possible)
        return .becomes(
            isExclusive
                ? .oneOf(OneOfKeyword(schemas: kept)) : .anyOf(AnyOfKeyword(schemas: kept)))
    }

    private func all(_ list: SubschemaList, _ kind: JSONKind) -> Outcome {
        all(schemas(list), kind, unchanged: list.count > 1 ? list.count : 0)
    }

    /// Of several schemas that must all hold those remain that ask something.
    private func all(_ list: [SubschemaID], _ kind: JSONKind, unchanged: Int) -> Outcome {
        if list.contains(where: { cannotHold($0, kind) }) { return .becomes(.never(FalseSchema())) }
        let asking = list.filter { !asksNothing($0, kind) }
        if asking.count == unchanged { return .stays }
        guard let first = asking.first else { return .goes }
        return .becomes(
            asking.count == 1
                ? .ref(RefKeyword(target: first))
                : .allOf(AllOfKeyword(schemas: compiler.keep(asking))))
    }

    /// Whether no value of a kind holds to a schema, as its first instruction shows.
    private func cannotHold(_ id: SubschemaID, _ kind: JSONKind) -> Bool {
        var id = id
        while true {
            switch code[subschemas[id.index][kind]] {
            case .never: return true
            case .type(let type): return kind != .number || !type.allowsIntegers
            case .ref(let reference): id = reference.target
            default: return false
            }
        }
    }

    /// Whether every value of a kind holds to a schema, since nothing is asked of it.
    private func asksNothing(_ id: SubschemaID, _ kind: JSONKind) -> Bool {
        var start = subschemas[id.index][kind]
        while case .ref(let reference) = code[start], case .end = code[start + 1] {
            start = subschemas[reference.target.index][kind]
        }
        return start == 0
    }

    private func schemas(_ list: SubschemaList) -> [SubschemaID] {
        (0..<list.count).map { compiler.tables[list, $0] }
    }

    /// The instructions about a kind of value.
    func instructions(_ id: SubschemaID, _ kind: JSONKind) -> [Instruction] {
        var (found, next): ([Instruction], Int) = ([], subschemas[id.index][kind])
        while true {
            if case .end = code[next] { return found }
            found.append(code[next])
            next += 1
        }
    }
}
