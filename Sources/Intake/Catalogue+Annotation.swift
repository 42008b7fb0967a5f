// SPDX-License-Identifier: Apache-2.0

import Wire

extension Catalogue.Entry {
    /// Where the coded values stand that the annotation names.
    static func particulars(
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

    /// Where something stands that the annotation names, such as `subjects`.
    static func place(
        _ name: String, in annotation: JSONNode, of schema: String
    ) throws(CatalogueError) -> JSONPointer? {
        guard let node = annotation[name] else { return nil }
        guard let pointer = node.string.flatMap({ try? JSONPointer(parsing: $0) }) else {
            throw .annotation(schema: schema, why: "`\(name)` must be a JSON Pointer")
        }
        return pointer
    }
}
