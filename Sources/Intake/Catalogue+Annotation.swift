// SPDX-License-Identifier: Apache-2.0

import Wire

/// What is read of an annotation that keeps to the rules.
extension Catalogue.Entry {
    /// Where the coded values stand that the annotation names.
    static func particulars(_ node: JSONNode?) -> [String: JSONPointer] {
        var found: [String: JSONPointer] = [:]
        guard let node else { return found }
        for member in node.members {
            if let name = member.name.string { found[name] = place(member.value) }
        }
        return found
    }

    /// Where something stands that the annotation names, such as `subjects`.
    static func place(_ node: JSONNode?) -> JSONPointer? {
        node?.string.flatMap { try? JSONPointer(parsing: $0) }
    }
}
