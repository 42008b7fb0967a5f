// SPDX-License-Identifier: Apache-2.0

internal import Wire

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

    /// The time that the line gives, where it has the form of a witness's, in seconds since 1970.
    ///
    /// It is worth what the signature is.
    package var cosignedAt: UInt64? {
        bytes.count == Cosignature.byteCount ? Cosignature.split(bytes).time : nil
    }

    /// An em dash and a space.
    private static let mark = "\u{2014} "
}
