// SPDX-License-Identifier: Apache-2.0

import Wire

/// A schema as it was written, with the means to follow its references.
struct SchemaView: Sendable {
    /// What is written.
    let node: JSONNode
    /// The URI that references in it are relative to.
    let base: SchemaURI
    /// The schemas that references may lead to.
    let registry: SchemaRegistry

    /// The root of a loaded schema.
    init(_ schema: CompiledSchema, in registry: SchemaRegistry) {
        self.init(node: schema.root, base: SchemaURI(schema.id), registry: registry)
    }

    private init(node: JSONNode, base: SchemaURI, registry: SchemaRegistry) {
        self.node = node
        self.registry = registry
        self.base = node["$id"]?.string.map { SchemaURI($0).resolved(against: base) } ?? base
    }

    /// A schema that stands inside this one.
    func inside(_ node: JSONNode) -> SchemaView {
        SchemaView(node: node, base: base, registry: registry)
    }

    /// The schemas in a keyword's array.
    func list(_ keyword: String) -> [SchemaView] {
        node[keyword].map { $0.elements.map(inside) } ?? []
    }

    /// The schema that a keyword holds, in a list; none when the keyword is not there.
    func parts(_ keyword: String) -> [SchemaView] { node[keyword].map { [inside($0)] } ?? [] }

    /// Whether anything at all holds to it.
    var asksNothing: Bool { node.kind == .true || node.kind == .object && node.count == 0 }

    /// Where `$ref` leads; nil when there is none, or when it leads to nothing that is a resource of
    /// its own.
    var referred: SchemaView? {
        guard let reference = node["$ref"]?.string else { return nil }
        let target = SchemaURI(reference).resolved(against: base)
        guard let schema = registry.schema(target.resource) else { return nil }
        let root = SchemaView(schema, in: registry)
        guard let fragment = target.decodedFragment, !fragment.isEmpty else { return root }
        guard let pointer = try? JSONPointer(parsing: fragment) else { return nil }
        return schema.root.at(pointer).map(root.inside)
    }

    /// What tells this schema from all others: the URI of its resource and where it stands in it.
    var identity: String { "\(base.resource)@\(node.offset)" }
}
