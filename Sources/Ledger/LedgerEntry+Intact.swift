// SPDX-License-Identifier: Apache-2.0

import Signing
import TransparencyLog
import Wire

extension LedgerEntry {
    /// What of an entry as it is stored is not what it commits to; nil when all of it is.
    ///
    /// SQLite has no page checksums (design.md section 9): what is read is hashed again. Whether the
    /// leaf itself is that of the log, the tree tells.
    package var damage: EntryDamage? {
        damage(
            facts: factsJSON,
            rootOfParts: parts.isEmpty ? nil : MerkleTree.root(ofLeaves: partLeaves))
    }

    /// The same, where the facts were read and the root of the parts was worked out already.
    func damage(facts json: JSONValue, rootOfParts root: SHA256Digest?) -> EntryDamage? {
        guard SHA256.digest(ofPieces: salts.facts.bytes, facts) == commitment else {
            return .facts
        }
        return json.digestOfParts == root.map(JSONValue.digest) ? nil : .parts
    }
}

/// What of an entry was altered after it was written.
package enum EntryDamage: String, Sendable, Hashable {
    /// The facts, or the secret that salts them, or the leaf's digest of them.
    case facts
    /// The parts.
    case parts
}

extension JSONValue {
    fileprivate var digestOfParts: JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == "parts" }?.value
    }
}
