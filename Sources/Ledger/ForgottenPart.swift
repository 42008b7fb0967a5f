// SPDX-License-Identifier: Apache-2.0

package import Signing
import Wire

/// The entries whose facts and parts are due, as a plan names them: for whoever oversees the partnership.
package struct FactsDuePart: Sendable, Hashable {
    /// The entries, in order.
    package let entries: [Int64]

    /// Names what is due.
    package init(entries: [Int64]) { self.entries = entries }
}

/// One entry whose facts and parts were purged, and what its leaf says of them: no content.
package struct ForgottenPart: Sendable, Hashable {
    /// The entry.
    package let entry: Int64
    /// What its leaf commits to, which stays good.
    package let commitment: SHA256Digest

    /// Names an entry.
    package init(entry: Int64, commitment: SHA256Digest) {
        self.entry = entry
        self.commitment = commitment
    }
}

extension FactsDuePart {
    func write(to object: inout CanonicalObject) {
        object.add("entries", tree: .array(entries.map(JSONValue.integer)))
        object.add("part", "facts-due")
    }

    init(restoring node: JSONNode) throws(RestoreFault) {
        self.init(entries: try node.entries("entries"))
    }
}

extension ForgottenPart {
    func write(to object: inout CanonicalObject) {
        object.add("entry", entry)
        object.add("facts", commitment)
        object.add("part", "forgotten")
    }

    init(restoring node: JSONNode) throws(RestoreFault) {
        self.init(entry: try node.number("entry"), commitment: try node.digest("facts"))
    }
}
