// SPDX-License-Identifier: Apache-2.0

package import Wire

/// Whether a schema speaks of a place in its instances, such as one that an annotation names.
extension CompiledSchema {
    /// Whether something is said of what stands there, always or in some cases.
    ///
    /// A number names an element of a list. Where a member may have any name, or a reference leads
    /// where its meaning cannot be followed, every name is spoken of.
    ///
    /// - Parameter registry: what the schema's references may lead to.
    package func describes(_ place: JSONPointer, in registry: SchemaRegistry) -> Bool {
        var facets = SchemaFacets(everythingIn: [SchemaView(self, in: registry)])
        for token in place.tokens {
            if facets.isOpenEnded { return true }
            let views = facets.views(at: token)
            guard !views.isEmpty else { return false }
            facets = SchemaFacets(everythingIn: views)
        }
        return true
    }
}

extension SchemaFacets {
    /// What some schemas ask of a value together, always or in some cases.
    fileprivate init(everythingIn views: [SchemaView]) {
        self.init(views)
        var count = 0
        while count < self.views.count {
            count = self.views.count
            self = SchemaFacets(self.views + conditionalViews)
        }
    }

    /// What is asked of the member or element that a token of a JSON Pointer names.
    fileprivate func views(at token: String) -> [SchemaView] {
        let member = properties[token] ?? []
        guard let number = Int(token), number >= 0 else { return member }
        let element = number < positions.count ? positions[number] : one("items")
        return member + element
    }
}
