// SPDX-License-Identifier: Apache-2.0

import Wire

/// Lays compiled keywords out as a program.
struct ProgramLinker {
    private let compiler: SchemaCompiler
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

    /// Follows the references of a schema that has nothing else to say about a kind of value.
    private mutating func shorten(_ index: Int) {
        guard subschemas[index].isPlain else { return }
        for kind in JSONKind.all {
            var start = subschemas[index][kind]
            while case .ref(let reference) = code[start], case .end = code[start + 1],
                subschemas[reference.target.index].isPlain
            {
                start = subschemas[reference.target.index][kind]
            }
            shortcuts[index][kind] = start
        }
    }
}
