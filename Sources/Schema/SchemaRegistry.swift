// SPDX-License-Identifier: Apache-2.0

/// The schemas that are known, found by their URI.
///
/// References lead to what was given together, or to the standard's own metaschemas, and nowhere
/// else; nothing is ever fetched.
package struct SchemaRegistry: Sendable {
    /// The schemas in the order in which they were given.
    package let schemas: [CompiledSchema]
    private let byID: [ExactString: Int]

    /// Compiles all of the schemas, or says the first thing that is wrong with one.
    ///
    /// - Parameters:
    ///   - remotes: further schemas, metaschemas among them, that are only read when something
    ///     refers to them.
    ///   - options: how strictly they are read; as Baton's own catalogue unless said otherwise.
    package init(
        loading sources: [SchemaSource], remotes: [SchemaSource] = [],
        options: SchemaOptions = .catalogue
    ) throws(SchemaError) {
        try self.init(SchemaLoader(sources: sources, remotes: remotes, options: options))
    }

    init(_ loader: SchemaLoader) throws(SchemaError) {
        let (program, roots) = try loader.load()
        var schemas: [CompiledSchema] = []
        var byID: [ExactString: Int] = [:]
        for root in roots {
            let id = program.index.resource(of: root).base.resource
            byID[ExactString(id)] = schemas.count
            schemas.append(
                CompiledSchema(id: id, root: program.node(root), program: program, entry: root))
        }
        self.schemas = schemas
        self.byID = byID
    }

    /// The schema that goes by a URI.
    package func schema(_ id: String) -> CompiledSchema? {
        byID[ExactString(id)].map { schemas[$0] }
    }
}
