// SPDX-License-Identifier: Apache-2.0

import Wire

/// What is read of an annotation that keeps to the rules.
extension Catalogue.Entry {
    /// Where the coded values stand that the annotation names.
    static func particulars(_ node: JSONNode?) -> [String: JSONPointer] {
        var found: [String: JSONPointer] = [:]
        for (name, value) in node.map({ Array($0.members) }) ?? [] {
            if let name = name.string { found[name] = place(value) }
        }
        return found
    }

    /// Where something stands that the annotation names, such as `subjects`.
    static func place(_ node: JSONNode?) -> JSONPointer? {
        node?.string.flatMap { try? JSONPointer(parsing: $0) }
    }
}
