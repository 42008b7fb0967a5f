// SPDX-License-Identifier: Apache-2.0

package import Signing
internal import Wire

/// What a log says of itself: its name, its size and its root (C2SP tlog-checkpoint).
package struct Checkpoint: Sendable, Hashable {
    /// The log's name, which is also that of its key: like a URL without its scheme.
    package let origin: NoteName
    /// How many entries the log has.
    package let size: UInt64
    /// The root over them.
    package let root: SHA256Digest
    /// Further lines, which Baton never writes.
    package let extensions: [String]

    /// States a log's size and root.
    package init(origin: NoteName, size: UInt64, root: SHA256Digest) {
        self.origin = origin
        self.size = size
        self.root = root
        extensions = []
    }

    /// Reads the text of a note.
    package init(text: [UInt8]) throws(CheckpointError) {
        guard let text = String(validating: text, as: UTF8.self), text.utf8.last == 0x0A else {
            throw .malformed
        }
        let lines = text.utf8.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false)
        guard lines.count >= 3, lines.allSatisfy({ !$0.isEmpty }) else { throw .malformed }
        do { origin = try NoteName(String(Substring(lines[0]))) } catch { throw .malformedOrigin }
        guard let size = Decimal.parse(lines[1]) else { throw .malformedSize }
        guard let bytes = try? Base64.decode(lines[2]), let root = SHA256Digest(bytes: bytes) else {
            throw .malformedRoot
        }
        guard size > 0 || root == MerkleTree.emptyRoot else { throw .malformedRoot }
        self.size = size
        self.root = root
        extensions = lines[3...].map { String(Substring($0)) }
    }

    /// The text of the note.
    package var text: [UInt8] {
        let lines = [origin.text, String(size), Base64.encode(root.bytes)] + extensions
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    /// The checkpoint signed by the log, whose keys must have the log's name.
    package func signed(by signers: NoteSigner...) -> SignedNote { signed(by: signers) }

    /// The checkpoint signed by each key of the log.
    package func signed(by signers: [NoteSigner]) -> SignedNote {
        precondition(
            signers.allSatisfy { $0.verifierKey.name == origin }, "A log's key has the log's name.")
        let signatures = signers.map { $0.sign(text) }
        guard let note = try? SignedNote(text: text, signatures: signatures) else {
            preconditionFailure("A checkpoint is text.")
        }
        return note
    }
}

extension Checkpoint {
    /// A checkpoint that its log has signed, and who else has.
    package struct Verified: Sendable, Hashable {
        /// The checkpoint.
        package let checkpoint: Checkpoint
        /// The known witnesses that have cosigned it; none when there were none.
        package let witnesses: [SignedNote.Signer]
    }

    /// Reads and verifies a checkpoint of a log whose key is known.
    package static func verify(
        _ note: SignedNote, log: NoteVerifierKey, witnesses: [NoteVerifierKey] = []
    ) throws(CheckpointError) -> Verified {
        guard log.type == .ed25519 else { throw .keyOfWitness }
        let checkpoint = try Checkpoint(text: note.text)
        guard checkpoint.origin == log.name else { throw .otherOrigin(checkpoint.origin) }
        let signers: [SignedNote.Signer]
        do { signers = try note.verify(with: [log] + witnesses) } catch { throw .note(error) }
        guard signers.contains(where: { $0.key == log }) else { throw .note(.noKnownKey) }
        return Verified(checkpoint: checkpoint, witnesses: signers.filter { $0.key != log })
    }
}
