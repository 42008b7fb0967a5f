// SPDX-License-Identifier: Apache-2.0

package import Signing
internal import Wire

/// Everything that shows a stranger, offline, that an entry is in a log: where it stands, the way
/// to the root, and the checkpoint that states the root (C2SP tlog-proof, version 1).
package struct LogProof: Sendable, Hashable {
    /// Further bytes, which nothing in the proof vouches for by itself; nil when there are none.
    package let extra: [UInt8]?
    /// Which entry, from 0.
    package let index: UInt64
    /// The hashes from the leaf's sibling up to the root's child.
    package let hashes: [SHA256Digest]
    /// The checkpoint, as it was signed.
    package let checkpoint: SignedNote

    /// How many bytes a proof may have.
    package static let largestByteCount = 256 << 10
    /// How many hashes a proof may have: one for each level of the largest tree.
    package static let largestHashCount = 63

    /// Gathers a proof; its `extra` must have bytes when it is there.
    package init(
        extra: [UInt8]? = nil, index: UInt64, hashes: [SHA256Digest], checkpoint: SignedNote
    ) {
        precondition(extra?.isEmpty != true, "What is not there is nil.")
        self.extra = extra
        self.index = index
        self.hashes = hashes
        self.checkpoint = checkpoint
    }

    /// The proof as it is published.
    package var bytes: [UInt8] {
        var lines = Self.heading + "\n"
        if let extra { lines += "extra " + Base64.encode(extra) + "\n" }
        lines += "index \(index)\n"
        for hash in hashes { lines += Base64.encode(hash.bytes) + "\n" }
        return Array(lines.utf8) + [newline] + checkpoint.bytes
    }

    /// Reads a proof.
    package init(parsing bytes: [UInt8]) throws(LogProofError) {
        guard bytes.count <= Self.largestByteCount else { throw .tooLong(bytes.count) }
        let (head, note) = try Self.split(bytes)
        var lines = head.split(separator: newline, omittingEmptySubsequences: false)[...]
        guard let heading = lines.popFirst(), heading.elementsEqual(Self.heading.utf8) else {
            throw .otherFormat
        }
        extra = try Self.extra(from: &lines)
        guard let line = lines.popFirst(), let digits = Self.value(of: "index ", in: line),
            let index = Decimal.parse(digits)
        else { throw .malformedIndex }
        self.index = index
        guard lines.count <= Self.largestHashCount else { throw .tooManyHashes(lines.count) }
        hashes = try lines.map { line throws(LogProofError) in
            guard let bytes = try? Base64.decode(line), let hash = SHA256Digest(bytes: bytes) else {
                throw .malformedHash
            }
            return hash
        }
        do { checkpoint = try SignedNote(parsing: note) } catch {
            throw .checkpoint(.note(error))
        }
    }

    /// Checks that a leaf is in the log of this key, and returns the checkpoint that says so.
    package func check(
        leaf: SHA256Digest, log: NoteVerifierKey, witnesses: [NoteVerifierKey] = []
    ) throws(LogProofError) -> Checkpoint.Verified {
        let verified: Checkpoint.Verified
        do {
            verified = try Checkpoint.verify(checkpoint, log: log, witnesses: witnesses)
        } catch {
            throw .checkpoint(error)
        }
        let size = verified.checkpoint.size
        let proof = InclusionProof(index: index, size: size, hashes: hashes)
        do {
            try proof.check(leaf: leaf, root: verified.checkpoint.root)
        } catch {
            throw .inclusion(error)
        }
        return verified
    }

    private static let heading = "c2sp.org/tlog-proof@v1"

    /// The lines before the first empty line, without their last newline, and all after it.
    private static func split(
        _ bytes: [UInt8]
    ) throws(LogProofError) -> (ArraySlice<UInt8>, [UInt8]) {
        let end = bytes.indices.dropFirst().first { position in
            bytes[position] == newline && bytes[position - 1] == newline
        }
        guard let end else { throw .noCheckpoint }
        return (bytes[..<(end - 1)], [UInt8](bytes[(end + 1)...]))
    }

    private static func extra(
        from lines: inout ArraySlice<ArraySlice<UInt8>>
    ) throws(LogProofError) -> [UInt8]? {
        guard let line = lines.first, let text = value(of: "extra ", in: line) else { return nil }
        guard let extra = try? Base64.decode(text), !extra.isEmpty else { throw .malformedExtra }
        lines.removeFirst()
        return extra
    }

    private static func value(of name: String, in line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        line.starts(with: name.utf8) ? line.dropFirst(name.utf8.count) : nil
    }
}

private let newline = UInt8(ascii: "\n")
