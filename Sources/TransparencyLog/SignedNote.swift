// SPDX-License-Identifier: Apache-2.0

internal import Wire

/// Text with signature lines under it (C2SP signed-note), taken apart but not yet verified.
package struct SignedNote: Sendable, Hashable {
    /// What is signed, its last newline included.
    package let text: [UInt8]
    /// The signatures, in the order of the lines. There is at least one.
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

/// One signature line of a note.
package struct NoteSignature: Sendable, Hashable {
    /// The name of the key.
    package let name: NoteName
    /// The identifier of the key.
    package let keyID: UInt32
    /// The signature, without the identifier.
    package let bytes: [UInt8]

    /// Gathers what a line says.
    package init(name: NoteName, keyID: UInt32, bytes: [UInt8]) {
        self.name = name
        self.keyID = keyID
        self.bytes = bytes
    }

    /// Reads a line without its newline: a dash, a space, the name, a space, base64.
    init?(line: some Collection<UInt8>) {
        let line = String(decoding: line, as: UTF8.self)
        guard line.hasPrefix(Self.mark) else { return nil }
        let parts = line.dropFirst(Self.mark.count).split(
            separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, let name = try? NoteName(String(parts[0])),
            let bytes = try? Base64.decode(String(parts[1])), bytes.count > 4
        else { return nil }
        let keyID = bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
        self.init(name: name, keyID: keyID, bytes: [UInt8](bytes.dropFirst(4)))
    }

    /// The line without its newline.
    package var line: String {
        "\(Self.mark)\(name) \(Base64.encode(NoteKeyID.bytes(keyID) + bytes))"
    }

    /// An em dash and a space.
    private static let mark = "\u{2014} "
}

/// Why a note was not taken.
package enum NoteError: Error, Hashable {
    /// The note is longer than `SignedNote.largestByteCount`.
    case tooLong(Int)
    /// The note is not UTF-8, has control characters, or does not end with a newline.
    case malformedText
    /// There are no signature lines after an empty line.
    case noSignatures
    /// There are more signature lines than `SignedNote.largestSignatureCount`.
    case tooManySignatures(Int)
    /// The signature line, counted from 1, is not one.
    case malformedSignature(line: Int)
    /// A signature of a known key does not verify, which condemns the whole note.
    case badSignature(NoteName)
    /// None of the signatures is of a known key.
    case noKnownKey
}

extension NoteError: CustomStringConvertible {
    /// What is wrong, for an auditor.
    package var description: String {
        switch self {
        case .tooLong(let count):
            "the note has \(count) bytes, more than \(SignedNote.largestByteCount)"
        case .malformedText: "the note is not plain text that ends with a newline"
        case .noSignatures: "the note has no signatures after an empty line"
        case .tooManySignatures(let count):
            "the note has \(count) signatures, more than \(SignedNote.largestSignatureCount)"
        case .malformedSignature(let line): "signature line \(line) is malformed"
        case .badSignature(let name):
            "the signature of \(name) does not verify: trust nothing of it"
        case .noKnownKey: "no key that is known here has signed the note"
        }
    }
}
