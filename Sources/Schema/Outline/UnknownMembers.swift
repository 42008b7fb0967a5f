// SPDX-License-Identifier: Apache-2.0

package import Wire

/// The members of a value that its schema says nothing about.
///
/// They are no violations: a supplier's additional member must not lose a referral (standards.md
/// section 5). But who sent it should learn of it, since it may be a known one misspelt.
package struct UnknownMembers: Sendable, Hashable {
    /// How many are told.
    package static let limit = 64

    /// Where they stand, in the order of the text; at most `limit`.
    package private(set) var pointers: [JSONPointer] = []
    /// Whether there are more.
    package private(set) var areMore = false

    /// Looks through a value that holds to a schema; the registry holds what that refers to.
    package init(in value: JSONNode, by schema: CompiledSchema, in registry: SchemaRegistry) {
        look(into: value, SchemaFacets([SchemaView(schema, in: registry)]), at: JSONPointer())
    }

    private mutating func look(into value: JSONNode, _ facets: SchemaFacets, at place: JSONPointer)
    {
        let facets = SchemaFacets(facets.views + facets.conditionalViews)
        switch value.kind {
        case .object:
            let known = facets.properties
            // Without a list of members there is none to be unknown.
            let isListed = !known.isEmpty && facets.isOpenEnded == false
            for (name, member) in value.members {
                let inner = place.appending(name.string ?? "")
                if let views = known[name.string ?? ""] {
                    look(into: member, SchemaFacets(views), at: inner)
                } else if isListed {
                    add(inner)
                }
            }
        case .array:
            let element = SchemaFacets(facets.one("items"))
            for (number, item) in value.elements.enumerated() where !element.views.isEmpty {
                look(into: item, element, at: place.appending(number))
            }
        default: break
        }
    }

    private mutating func add(_ pointer: JSONPointer) {
        if pointers.count < Self.limit { pointers.append(pointer) } else { areMore = true }
    }
}

extension SchemaFacets {
    /// Whether other members than the named ones are spoken of, or may be where this cannot look.
    var isOpenEnded: Bool {
        isIncomplete || !values("patternProperties").isEmpty
            || values("additionalProperties").contains { $0.kind == .object && $0.count > 0 }
            || values("unevaluatedProperties").contains { $0.kind == .object && $0.count > 0 }
    }
}
