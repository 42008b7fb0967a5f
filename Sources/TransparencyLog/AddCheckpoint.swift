// SPDX-License-Identifier: Apache-2.0

package import Signing
internal import Wire

/// What a log asks of a witness: to cosign a checkpoint that continues the last one the witness has
/// seen (C2SP tlog-witness, `add-checkpoint`).
package struct AddCheckpoint: Sendable, Hashable {
    /// The size of the checkpoint that the witness has seen last; 0 for none.
    package let oldSize: UInt64
    /// The consistency proof from there; empty from 0.
    package let proof: [SHA256Digest]
    /// The checkpoint.
    package let checkpoint: SignedNote

    /// Gathers what is asked.
    package init(oldSize: UInt64, proof: [SHA256Digest], checkpoint: SignedNote) {
        self.oldSize = oldSize
        self.proof = proof
        self.checkpoint = checkpoint
    }

    /// The body of the request.
    package var bytes: [UInt8] {
        let lines = ["old \(oldSize)"] + proof.map { Base64.encode($0.bytes) }
        return Array((lines.joined(separator: "\n") + "\n\n").utf8) + checkpoint.bytes
    }

    /// The size that a witness answers with when it has seen another checkpoint last; nil when the
    /// body is none.
    package static func size(_ body: [UInt8]) -> UInt64? {
        body.last == UInt8(ascii: "\n") ? Decimal.parse(body.dropLast()) : nil
    }

    /// The checkpoint with the signature lines that a witness answers with, when one of them is the
    /// witness's and verifies; nil when not.
    ///
    /// Only lines of that witness are taken: it cannot speak for others.
    package func cosigned(by witness: NoteVerifierKey, answering body: [UInt8]) -> NoteSignature? {
        guard let answer = try? SignedNote(parsing: checkpoint.text + [newline] + body),
            let signature = answer.signatures.first(where: witness.isNamed),
            let note = try? SignedNote(text: checkpoint.text, signatures: [signature]),
            (try? note.verify(with: [witness])) != nil
        else { return nil }
        return signature
    }
}

private let newline = UInt8(ascii: "\n")
