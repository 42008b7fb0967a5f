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

    /// The checkpoint signed by the log, whose key must have the log's name.
    package func signed(by signer: NoteSigner) -> SignedNote {
        precondition(signer.verifierKey.name == origin, "A log's key has the log's name.")
        guard let note = try? SignedNote(text: text, signatures: [signer.sign(text)]) else {
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
        let checkpoint = try Checkpoint(text: note.text)
        guard checkpoint.origin == log.name else { throw .otherOrigin(checkpoint.origin) }
        let signers: [SignedNote.Signer]
        do { signers = try note.verify(with: [log] + witnesses) } catch { throw .note(error) }
        guard signers.contains(where: { $0.key == log }) else { throw .note(.noKnownKey) }
        return Verified(checkpoint: checkpoint, witnesses: signers.filter { $0.key != log })
    }
}

/// Why a checkpoint was not taken.
package enum CheckpointError: Error, Hashable {
    /// The text has fewer than three lines, an empty line, or no newline at its end.
    case malformed
    /// The first line is no origin.
    case malformedOrigin
    /// The second line is no size: a decimal without leading zeros, below 2^63.
    case malformedSize
    /// The third line is not the base64 of 32 bytes, or not the root of an empty tree of size 0.
    case malformedRoot
    /// The checkpoint is of another log than the key.
    case otherOrigin(NoteName)
    /// The note around the checkpoint is not good.
    case note(NoteError)
}

extension CheckpointError: CustomStringConvertible {
    /// What is wrong, for an auditor.
    package var description: String {
        switch self {
        case .malformed: "a checkpoint has three lines: origin, size, root"
        case .malformedOrigin: "the origin has spaces, plus signs or nothing in it"
        case .malformedSize: "the size is no decimal number without leading zeros"
        case .malformedRoot: "the root is not that of a log: 32 bytes in base64"
        case .otherOrigin(let origin): "the checkpoint is of the log \(origin), not of this one"
        case .note(let error): error.description
        }
    }
}

/// Decimal numbers as C2SP writes them.
enum Decimal {
    /// A number without sign or leading zeros, up to `MerkleTree.largestSize`.
    static func parse(_ digits: some Collection<UInt8>) -> UInt64? {
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }),
            digits.first != 0x30 || digits.count == 1,
            let number = UInt64(String(decoding: digits, as: UTF8.self)),
            number <= MerkleTree.largestSize
        else { return nil }
        return number
    }
}
