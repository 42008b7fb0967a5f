// SPDX-License-Identifier: Apache-2.0

/// The schemas that are known, found by their URI.
///
/// References lead to what was loaded together and nowhere else; nothing is ever fetched.
package struct SchemaRegistry: Sendable {
    /// The schemas in the order in which they were given.
    package let schemas: [CompiledSchema]
    private let byID: [String: Int]

    /// Compiles all of the schemas, or says the first thing that is wrong with one.
    package init(loading sources: [SchemaSource]) throws(SchemaError) {
        var index = SchemaIndex()
        var roots: [SubschemaID] = []
        for source in sources { roots.append(try index.add(source)) }
        let program = try SchemaProgram(index)
        var schemas: [CompiledSchema] = []
        var byID: [String: Int] = [:]
        for root in roots {
            let located = index.located[root.index]
            let id = located.base.resource
            byID[id] = schemas.count
            schemas.append(
                CompiledSchema(id: id, root: located.node, program: program, entry: root))
        }
        self.schemas = schemas
        self.byID = byID
    }

    /// The schema that goes by a URI.
    package func schema(_ id: String) -> CompiledSchema? { byID[id].map { schemas[$0] } }
}
