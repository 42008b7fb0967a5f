// SPDX-License-Identifier: Apache-2.0

import Wire

/// Whether two versions of a schema can be in use at the same time, and why not.
///
/// Within a major version Baton wants xRegistry's `full_transitive` (standards.md section 5): what
/// is good by any version is good by any other, except that a newer minor version may add optional
/// members and relax what it asks.
package struct SchemaCompatibility: Sendable {
    /// What differs, in the order of the new schema's members.
    package let changes: [SchemaChange]

    /// Compares two loaded schemas, following references into all that was loaded with them.
    package init(
        from old: CompiledSchema, to new: CompiledSchema, in registry: SchemaRegistry
    ) {
        var comparison = SchemaComparison()
        comparison.compare(
            [SchemaView(old, in: registry)], [SchemaView(new, in: registry)], at: JSONPointer())
        changes = comparison.changes
    }

    /// The changes with one effect.
    package func changes(that effect: SchemaChange.Effect) -> [SchemaChange] {
        changes.filter { $0.effect == effect }
    }

    /// Whether nothing that could be decided breaks; the golden instances have their say besides.
    package var isCompatible: Bool { changes(that: .breaks).isEmpty }
}
