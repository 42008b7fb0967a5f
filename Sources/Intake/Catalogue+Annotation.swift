// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Schema
import Wire

extension Catalogue.Entry {
    /// Reads the `x-baton` annotation of a schema: what other rooms must know of its type.
    init(_ schema: CompiledSchema, _ annotation: JSONNode) throws(CatalogueError) {
        guard let event = annotation["event"]?.string, let type = try? EventType(uri: event) else {
            throw .annotation(schema: schema.id, why: "`event` must be an event type URI")
        }
        self.type = type
        self.schema = schema
        opens = annotation["opens"]?.boolean ?? false
        isAddressedOnly = annotation["addressed_only"]?.boolean ?? false
        isIssuedByBroker = annotation["issued_by_broker"]?.boolean ?? false
        answers = Set(annotation["answers"].map { Array($0.elements.compactMap(\.string)) } ?? [])
        particulars = try Self.particulars(annotation["particulars"], of: schema.id)
    }

    private static func particulars(
        _ node: JSONNode?, of schema: String
    ) throws(CatalogueError) -> [String: JSONPointer] {
        var found: [String: JSONPointer] = [:]
        guard let node else { return found }
        for member in node.members {
            guard let name = member.name.string, let text = member.value.string,
                let pointer = try? JSONPointer(parsing: text)
            else {
                throw .annotation(schema: schema, why: "`particulars` must map to JSON Pointers")
            }
            found[name] = pointer
        }
        return found
    }
}
