// SPDX-License-Identifier: Apache-2.0

import Wire

/// Reads schemas together, each held against its metaschema before it is compiled.
struct SchemaLoader {
    /// How many metaschemas may stand above each other, each describing the one before.
    static let metaschemaLimit = 8

    let sources: [SchemaSource]
    var remotes: [SchemaSource] = []
    var options = SchemaOptions.standard
    /// The metaschemas on whose behalf this is read, the innermost last; those are not held
    /// against themselves.
    var above: [ExactString] = []

    /// The program of all, and the schemas in it that the sources are.
    func load() throws(SchemaError) -> (SchemaProgram, [SubschemaID]) {
        let library = SchemaLibrary(sources + remotes)
        var metaschemas: [ExactString: CompiledSchema] = [:]
        let compiler = SchemaCompiler(SchemaIndex(library, options)) {
            (node, dialect) throws(SchemaError) in
            let uri = ExactString(dialect.metaschema)
            if above.contains(uri) { return [] }
            if metaschemas[uri] == nil {
                metaschemas[uri] = try self.metaschema(uri, in: library)
            }
            return metaschemas[uri]?.violations(in: node) ?? []
        }
        var roots: [SubschemaID] = []
        for number in sources.indices {
            let root = try compiler.index.root(ofFile: number)
            roots.append(root)
            compiler.reach(root)
        }
        if options.compilesUnreachable {
            for index in compiler.index.located.indices {
                compiler.reach(SubschemaID(index: index))
            }
        }
        try compiler.compile()
        return (SchemaProgram(compiler), roots)
    }

    /// The compiled metaschema of a URI; nil when it stands inside another file and not by itself.
    private func metaschema(
        _ uri: ExactString, in library: SchemaLibrary
    ) throws(SchemaError) -> CompiledSchema? {
        if uri == ExactString(Metaschema.dialect), let shipped = Metaschema.compiled {
            return shipped
        }
        guard let number = library.number(of: uri.text) else { return nil }
        guard above.count < Self.metaschemaLimit else {
            throw .tooManyMetaschemas(limit: Self.metaschemaLimit)
        }
        var options = SchemaOptions.standard
        options.annotationVocabularies = self.options.annotationVocabularies
        let loader = SchemaLoader(
            sources: [library.sources[number]], remotes: sources + remotes, options: options,
            above: above + [uri])
        return try SchemaRegistry(loader).schemas.first
    }
}

extension Metaschema {
    /// The metaschema of 2020-12 itself, compiled when it is first asked for.
    static let compiled: CompiledSchema? = {
        let loader = SchemaLoader(
            sources: [sources[0]], above: [ExactString(dialect)])
        return try? SchemaRegistry(loader).schemas.first
    }()
}
