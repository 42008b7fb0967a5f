// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
package import Signing
import TransparencyLog
package import Wire

/// What of an entry is public: `{"at":<ms>,"facts":"<base64url>","p":<partnership number>,"v":1}`.
///
/// Canonical JSON (RFC 8785). It tells a stranger when and how much, never who or what
/// (interfaces.md section 6).
package struct LogLeaf: Sendable, Hashable {
    /// When it happened, by the log's clock.
    package let at: Instant
    /// The number of the partnership concerned; 0 for none.
    package let partnership: Int
    /// SHA-256(salt ‖ facts): what it commits to.
    package let commitment: SHA256Digest

    /// Takes up what a store kept of an entry.
    package init(at: Instant, partnership: Int, commitment: SHA256Digest) {
        self.at = at
        self.partnership = partnership
        self.commitment = commitment
    }

    /// Its bytes, as an entry bundle of C2SP tlog-tiles holds them.
    package var bytes: [UInt8] {
        var leaf = CanonicalObject()
        leaf.add("at", at.milliseconds)
        leaf.add("facts", commitment)
        leaf.add("p", Int64(partnership))
        leaf.add("v", 1)
        return leaf.finish()
    }

    /// The same as a value.
    package var json: JSONValue {
        [
            "at": .integer(at.milliseconds), "facts": .digest(commitment),
            "p": .integer(Int64(partnership)), "v": 1,
        ]
    }

    /// Its hash in the tree (RFC 6962 section 2.1).
    package var hash: SHA256Digest { MerkleTree.leafHash(of: bytes) }
}
