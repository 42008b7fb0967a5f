// SPDX-License-Identifier: Apache-2.0

internal import Signing
internal import Wire

/// The identifier of a key for notes.
enum NoteKeyID {
    /// The first four bytes of SHA-256(name ‖ newline ‖ type ‖ key), the first byte highest.
    static func of(_ name: NoteName, encodedKey: [UInt8]) -> UInt32 {
        let digest = SHA256.digest(ofPieces: Array(name.text.utf8), [0x0A], encodedKey)
        return digest.bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Eight lower-case hexadecimal digits.
    static func text(_ keyID: UInt32) -> String { Hex.encode(bytes(keyID)) }

    static func bytes(_ keyID: UInt32) -> [UInt8] {
        withUnsafeBytes(of: keyID.bigEndian) { [UInt8]($0) }
    }

    static func parse(_ text: Substring) -> UInt32? {
        guard let keyID = UInt32(text, radix: 16), self.text(keyID) == text else { return nil }
        return keyID
    }
}
