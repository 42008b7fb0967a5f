// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
package import Signing
package import TransparencyLog
package import Wire

/// One leaf of the public log (`LogLeaf`), with the facts and parts that it commits to.
package struct LedgerEntry: Sendable, Hashable {
    /// Its index in the log.
    package let index: Int64
    /// When it happened, by the log's clock.
    package let at: Instant
    /// The number of the partnership concerned; 0 for none.
    package let partnership: Int
    /// SHA-256(salt ‖ facts): what the leaf commits to.
    ///
    /// It stays when the facts are purged.
    package let commitment: SHA256Digest
    /// The random secret that gives all salts.
    package let secret: [UInt8]
    /// The facts, canonical JSON.
    package let facts: [UInt8]
    /// The parts, canonical JSON each.
    package let parts: [[UInt8]]

    /// Takes up an entry as a store kept it.
    package init(
        restoring index: Int64, at: Instant, partnership: Int, commitment: SHA256Digest,
        secret: [UInt8], facts: [UInt8], parts: [[UInt8]]
    ) {
        self.index = index
        self.at = at
        self.partnership = partnership
        self.commitment = commitment
        self.secret = secret
        self.facts = facts
        self.parts = parts
    }

    /// Makes the entry of a happening: parts are committed to by the facts, facts by the leaf.
    ///
    /// - Parameter secret: 32 fresh random bytes.
    package init(
        _ happening: Happening, index: Int64, at: Instant, partnership: Int, origin: LogOrigin,
        secret: [UInt8]
    ) {
        let salts = EntrySalts(secret: secret)
        let parts = happening.parts.map { $0.canonical(origin: origin) }
        let root = parts.isEmpty ? nil : MerkleTree.root(ofLeaves: Self.leaves(of: parts, salts))
        let facts = happening.facts.canonical(parts: root)
        self.init(
            restoring: index, at: at, partnership: partnership,
            commitment: SHA256.digest(salts.facts, facts), secret: secret, facts: facts,
            parts: parts)
    }

    /// What of it is public.
    package var logLeaf: LogLeaf {
        LogLeaf(at: at, partnership: partnership, commitment: commitment)
    }

    /// The leaf's bytes.
    package var leaf: [UInt8] { logLeaf.bytes }

    /// The leaf as JSON, for receipts and answers.
    package var leafJSON: JSONValue { logLeaf.json }

    /// The leaf's hash in the tree (RFC 6962 section 2.1).
    package var leafHash: SHA256Digest { logLeaf.hash }

    /// The salts of the entry.
    package var salts: EntrySalts { EntrySalts(secret: secret) }

    /// The leaf hashes of the parts: SHA-256(0x00 ‖ salt ‖ part).
    package var partLeaves: [SHA256Digest] { Self.leaves(of: parts, salts) }

    private static func leaves(of parts: [[UInt8]], _ salts: EntrySalts) -> [SHA256Digest] {
        zip(salts.parts(parts.count), parts).map { salt, part in
            MerkleTree.leafHash(of: salt, part)
        }
    }

    /// Reads back what happened.
    package func happening(origin: String) throws(RestoreFault) -> Happening {
        var parts: [Part] = []
        for part in self.parts {
            parts.append(try Part(restoring: try Self.node(part, "part"), origin: origin))
        }
        return Happening(try Facts(restoring: try Self.node(facts, "facts")), parts: parts)
    }

    private static func node(_ bytes: [UInt8], _ what: String) throws(RestoreFault) -> JSONNode {
        do throws(JSONError) {
            return try JSONDocument(parsing: bytes, limits: .kept).root
        } catch {
            throw RestoreFault(what)
        }
    }
}

extension JSONLimits {
    /// The limits of what the daemon itself wrote and reads back: a poll's acks may be many.
    package static let kept = JSONLimits(
        bytes: 16 << 20, depth: 16, nodes: 1_000_000, stringBytes: 1 << 20, numberBytes: 32,
        numbers: .binary64)
}
