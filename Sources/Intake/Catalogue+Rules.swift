// SPDX-License-Identifier: Apache-2.0

import Safeguarding
package import Schema
import Wire

extension Catalogue {
    /// What the annotations of schemas must keep to, so that none is one that nobody reads.
    package struct Rules: Sendable {
        private let registry: SchemaRegistry
        /// The newest metaschema of Baton's annotations, when it is among the schemas.
        private let metaschema: CompiledSchema?
        /// The names of all types.
        private let types: Set<String>

        /// The rules for schemas that were loaded together: types answer one another by name.
        package init(_ registry: SchemaRegistry) {
            let prefix = "\(Namespace.schemas)annotations/"
            self.registry = registry
            metaschema = registry.schemas.filter { $0.id.hasPrefix(prefix) }
                .max { SchemaVersion($0.id) < SchemaVersion($1.id) }
            types = Set(
                registry.schemas.compactMap { schema in
                    let event = schema.annotation("x-baton")?["event"]?.string
                    return event.flatMap { try? EventType(uri: $0) }?.name
                })
        }

        /// What is wrong with the annotations of one of the schemas; nil when nothing is.
        package func fault(of schema: CompiledSchema) -> String? {
            if let violation = metaschema?.violations(in: schema.root).first {
                return violation.description
            }
            guard let annotation = schema.annotation("x-baton") else { return nil }
            return eventFault(annotation, of: schema) ?? answersFault(annotation)
                ?? placesFault(annotation, of: schema)
        }

        /// Intake goes from an event to the schemas of its type and major version.
        private func eventFault(_ annotation: JSONNode, of schema: CompiledSchema) -> String? {
            guard let event = annotation["event"]?.string, let type = try? EventType(uri: event)
            else { return "`event` must be an event type URI" }
            let version = SchemaVersion(schema.id)
            guard version.major == type.major,
                schema.id.hasPrefix("\(Namespace.schemas)\(type.name)/\(type.major).")
            else {
                return "`event` is \(event), and the $id is not of that type and major version: "
                    + "write \(Namespace.schemas)\(type.name)/\(type.major).<minor>.<patch>, or "
                    + "mend the event"
            }
            return nil
        }

        private func answersFault(_ annotation: JSONNode) -> String? {
            let names = annotation["answers"].map { $0.elements.compactMap(\.string) } ?? []
            return names.first { $0 != "*" && !types.contains($0) }.map {
                "`answers` names \($0), and there is no such type: mend the name, or add its schema"
            }
        }

        /// Rules, routing and audits look in these places, and must not look in vain.
        private func placesFault(_ annotation: JSONNode, of schema: CompiledSchema) -> String? {
            let named = ["subjects", "attendance"].compactMap { name in
                annotation[name].map { ("`\(name)`", $0) }
            }
            let particulars =
                annotation["particulars"]?.members.map { member in
                    ("the particular `\(member.name.string ?? "")`", member.value)
                } ?? []
            for (name, node) in named + particulars {
                guard let place = node.string.flatMap({ try? JSONPointer(parsing: $0) }) else {
                    return "\(name) must be a JSON Pointer"
                }
                guard schema.describes(place, in: registry) else {
                    return "\(name) leads to \(place), which the schema does not describe: mend "
                        + "the pointer, or describe the member"
                }
            }
            return nil
        }
    }
}
