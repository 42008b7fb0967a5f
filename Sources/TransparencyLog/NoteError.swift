// SPDX-License-Identifier: Apache-2.0

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
