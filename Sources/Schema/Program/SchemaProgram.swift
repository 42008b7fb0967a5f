// SPDX-License-Identifier: Apache-2.0

import Wire

/// Loaded schemas, compiled into flat arrays of plain values, ready to be run by any thread.
final class SchemaProgram: Sendable {
    /// All instructions; those for one schema and kind of value follow each other up to an `end`.
    let code: [Instruction]
    /// Where the code of each schema begins, each reference being followed when it comes to that.
    let subschemas: [Subschema]
    /// The same with references already followed where that makes no difference to the verdict.
    let shortcuts: [Subschema]
    /// Whether what a schema describes must never be shown.
    let isSensitive: [Bool]
    /// What keywords need besides.
    let tables: ProgramTables
    /// For each dynamic anchor and scope the schema that carries it there.
    let dynamicTargets: [[SubschemaID]]
    /// Where all came from, to tell people.
    let index: SchemaIndex

    init(_ compiler: SchemaCompiler) {
        var linker = ProgramLinker(compiler)
        linker.link()
        code = linker.code
        subschemas = linker.subschemas
        shortcuts = linker.shortcuts
        isSensitive = compiler.index.located.map { $0.node["x-sensitive"]?.boolean == true }
        tables = compiler.tables
        dynamicTargets = linker.dynamicTargets
        index = compiler.index
    }

    /// The schema as it was written.
    func node(_ id: SubschemaID) -> JSONNode { index.located[id.index].node }

}
