// SPDX-License-Identifier: Apache-2.0

/// The name of a key that signs notes; a log's key is named like its origin (C2SP signed-note).
package struct NoteName: Sendable, Hashable {
    /// The name as text.
    package let text: String

    /// How many bytes a name may have.
    package static let largestByteCount = 255

    /// Takes a name without white space, control characters and plus signs.
    package init(_ text: String) throws(NoteKeyError) {
        let isGood = text.unicodeScalars.allSatisfy { scalar in
            !scalar.properties.isWhitespace && scalar.value >= 0x20 && scalar.value != 0x7F
                && scalar != "+"
        }
        guard isGood, (1...Self.largestByteCount).contains(text.utf8.count) else {
            throw .malformedName(text)
        }
        self.text = text
    }

    /// Compares bytes: two spellings of one character are two names.
    package static func == (left: Self, right: Self) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    /// Feeds the bytes that `==` compares.
    package func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
    }
}

extension NoteName: CustomStringConvertible {
    /// The name itself.
    package var description: String { text }
}

/// Why a key for notes was not taken.
package enum NoteKeyError: Error, Hashable {
    /// A name has no white space, control character or plus sign, and 1 to 255 bytes.
    case malformedName(String)
    /// A verifier key is a name, eight hexadecimal digits and base64, with plus signs between.
    case malformedKey
    /// Baton does not verify signatures of this type.
    case unknownType(UInt8)
    /// The identifier in the key is not that of its name and bytes: one of them was changed.
    case wrongIdentifier(UInt32, expected: UInt32)
    /// The bytes are no Ed25519 key that is safe to use.
    case unusable
}

extension NoteKeyError: CustomStringConvertible {
    /// What is wrong and what to write.
    package var description: String {
        switch self {
        case .malformedName(let name): "\(name) is no name for a key: no spaces, no plus signs"
        case .malformedKey: "a verifier key is written name+12345678+base64"
        case .unknownType(let type): "keys of type \(type) are not spoken here: use Ed25519"
        case .wrongIdentifier(let found, let expected):
            "the identifier is \(NoteKeyID.text(found)), not \(NoteKeyID.text(expected)):"
                + " name or key was changed"
        case .unusable: "the key is no Ed25519 key that is safe to use"
        }
    }
}
