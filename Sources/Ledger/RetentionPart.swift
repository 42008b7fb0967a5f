// SPDX-License-Identifier: Apache-2.0

package import Signing
import Wire

/// What is due of one class, as a plan names it: for whoever oversees the partnership.
package struct DuePart: Sendable, Hashable {
    /// The class.
    package let retentionClass: String
    /// The entries of the messages, in order.
    package let entries: [Int64]

    /// Names what is due.
    package init(retentionClass: String, entries: [Int64]) {
        self.retentionClass = retentionClass
        self.entries = entries
    }
}

/// One message that was purged, and what its entry commits to: no content.
package struct PurgedPart: Sendable, Hashable {
    /// Its entry.
    package let entry: Int64
    /// Its commitment, which stays good.
    package let commitment: SHA256Digest

    /// Names a message.
    package init(entry: Int64, commitment: SHA256Digest) {
        self.entry = entry
        self.commitment = commitment
    }
}

extension DuePart {
    func write(to object: inout CanonicalObject) {
        object.add("class", retentionClass)
        object.add("entries", tree: .array(entries.map(JSONValue.integer)))
        object.add("part", "due")
    }

    init(restoring node: JSONNode) throws(RestoreFault) {
        self.init(
            retentionClass: try node.text("class"), entries: try node.entries("entries"))
    }
}

extension PurgedPart {
    func write(to object: inout CanonicalObject) {
        object.add("entry", entry)
        object.add("message", commitment)
        object.add("part", "purged")
    }

    init(restoring node: JSONNode) throws(RestoreFault) {
        self.init(entry: try node.number("entry"), commitment: try node.digest("message"))
    }
}
