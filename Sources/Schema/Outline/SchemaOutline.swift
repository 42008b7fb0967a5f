// SPDX-License-Identifier: Apache-2.0

import Wire

/// A schema as a list of members, for a page of reference or a form.
///
/// References and `allOf` are taken in; what stands behind a condition is listed as conditional.
package struct SchemaOutline: Sendable {
    /// How deep members are followed into one another.
    package static let depthLimit = 8

    /// The members in the order in which they are written, each before what is inside it.
    package private(set) var members: [OutlinedMember] = []

    /// Outlines a loaded schema, following references into all that was loaded with it.
    package init(of schema: CompiledSchema, in registry: SchemaRegistry) {
        outline(SchemaFacets([SchemaView(schema, in: registry)]), at: [], inside: [])
    }

    private mutating func outline(
        _ facets: SchemaFacets, at path: [String], inside outer: Set<String>
    ) {
        // A definition may contain itself: once is enough to know it by.
        guard path.count < Self.depthLimit, !outer.contains(facets.identity) else { return }
        let inside = outer.union([facets.identity])
        let conditional = SchemaFacets(facets.conditionalViews)
        let (always, sometimes) = (facets.required, conditional.required)
        let asked = facets.properties
        let alsoAsked = conditional.properties
        for name in facets.memberNames + conditional.memberNames.filter({ asked[$0] == nil }) {
            // What holds on conditions only is not told as if it always did.
            let views = asked[name] ?? alsoAsked[name] ?? []
            let presence: OutlinedMember.Presence =
                always.contains(name)
                ? .required
                : sometimes.contains(name) || asked[name] == nil ? .conditional : .optional
            add(SchemaFacets(views), at: path + [name], presence, inside: inside)
        }
    }

    private mutating func add(
        _ facets: SchemaFacets, at path: [String], _ presence: OutlinedMember.Presence,
        inside outer: Set<String>
    ) {
        members.append(OutlinedMember(facets, at: path, presence))
        outline(facets, at: path, inside: outer)
        let element = SchemaFacets(facets.one("items"))
        guard !element.views.isEmpty else { return }
        outline(element, at: path + ["*"], inside: outer)
    }
}

extension SchemaFacets {
    /// The names of the members in the order in which they are written.
    fileprivate var memberNames: [String] {
        var seen: Set<String> = []
        return views.compactMap { $0.node["properties"] }
            .flatMap { $0.members.map { $0.name.string ?? "" } }
            .filter { seen.insert($0).inserted }
    }
}
