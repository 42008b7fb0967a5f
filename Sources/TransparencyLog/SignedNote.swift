// SPDX-License-Identifier: Apache-2.0

internal import Wire

/// Text with signature lines under it (C2SP signed-note), taken apart but not yet verified.
package struct SignedNote: Sendable, Hashable {
    /// What is signed, its last newline included.
    package let text: [UInt8]
    /// The signatures, at least one, in the order of the lines.
    package let signatures: [NoteSignature]

    /// How many bytes a note may have.
    package static let largestByteCount = 64 << 10
    /// How many signatures a note may carry; the standard wants at least 16 to be taken.
    package static let largestSignatureCount = 64

    /// Puts signatures under a text.
    package init(text: [UInt8], signatures: [NoteSignature]) throws(NoteError) {
        guard let last = text.last, last == newline, Self.isText(text) else {
            throw .malformedText
        }
        guard !signatures.isEmpty else { throw .noSignatures }
        guard signatures.count <= Self.largestSignatureCount else {
            throw .tooManySignatures(signatures.count)
        }
        self.text = text
        self.signatures = signatures
    }

    /// Reads a note.
    package init(parsing bytes: [UInt8]) throws(NoteError) {
        guard bytes.count <= Self.largestByteCount else { throw .tooLong(bytes.count) }
        guard bytes.last == newline, Self.isText(bytes) else { throw .malformedText }
        // The signatures follow the last empty line: a text may have empty lines of its own.
        guard let end = Self.lastEmptyLine(in: bytes) else { throw .noSignatures }
        let lines = bytes[(end + 1)...].dropLast().split(
            separator: newline, maxSplits: Self.largestSignatureCount,
            omittingEmptySubsequences: false)
        guard lines.count <= Self.largestSignatureCount else {
            throw .tooManySignatures(lines.count)
        }
        guard end + 1 < bytes.count else { throw .noSignatures }
        var signatures: [NoteSignature] = []
        for (number, line) in lines.enumerated() {
            guard let signature = NoteSignature(line: line) else {
                throw .malformedSignature(line: number + 1)
            }
            signatures.append(signature)
        }
        try self.init(text: [UInt8](bytes[..<end]), signatures: signatures)
    }

    /// The note as it is published.
    package var bytes: [UInt8] {
        text + [newline] + signatures.flatMap { Array($0.line.utf8) + [newline] }
    }

    /// The note with one more signature.
    package func adding(_ signature: NoteSignature) throws(NoteError) -> SignedNote {
        try SignedNote(text: text, signatures: signatures + [signature])
    }

    /// Where the empty line stands, counted in bytes, after which there is no other.
    private static func lastEmptyLine(in bytes: [UInt8]) -> Int? {
        bytes.indices.dropFirst().last { bytes[$0] == newline && bytes[$0 - 1] == newline }
    }

    /// Whether bytes are UTF-8 without control characters other than the newline.
    private static func isText(_ bytes: [UInt8]) -> Bool {
        bytes.allSatisfy { $0 >= 0x20 || $0 == newline }
            && String(validating: bytes, as: UTF8.self) != nil
    }
}

private let newline = UInt8(ascii: "\n")
