// SPDX-License-Identifier: Apache-2.0

import Wire

/// The files at hand, found by their name or by the `$id` of their root, and read only when
/// something refers to them.
struct SchemaLibrary: Sendable {
    /// All of the files: those to load, those that may be referred to, the standard's own.
    let sources: [SchemaSource]
    private var byURI: [ExactString: Int] = [:]

    init(_ sources: [SchemaSource]) {
        self.sources = sources + Metaschema.sources
        // The `$id` of a root says more than the name under which a file happened to be given.
        for (number, source) in self.sources.enumerated() {
            guard let id = source.document.root["$id"]?.string else { continue }
            note(SchemaURI(id).resolved(against: SchemaURI(source.name)).resource, number)
        }
        for (number, source) in self.sources.enumerated() {
            note(SchemaURI(source.name).resource, number)
        }
    }

    /// The number of the file that goes by a URI without fragment.
    func number(of uri: String) -> Int? { byURI[ExactString(uri)] }

    private mutating func note(_ uri: String, _ number: Int) {
        let key = ExactString(uri)
        if byURI[key] == nil { byURI[key] = number }
    }
}
