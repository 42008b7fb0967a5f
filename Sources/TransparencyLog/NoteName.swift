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
