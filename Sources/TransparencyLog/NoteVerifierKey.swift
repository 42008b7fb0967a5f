// SPDX-License-Identifier: Apache-2.0

package import Signing
internal import Wire

/// A key that verifies signatures of notes, under its name (C2SP signed-note, "vkey").
package struct NoteVerifierKey: Sendable, Hashable {
    /// The name that the signature lines carry.
    package let name: NoteName
    /// What the signatures are over.
    package let type: SignatureType
    /// The first four bytes of a digest of name, type and key, which the signature lines carry too.
    package let keyID: UInt32
    /// The key itself.
    let key: PublicKey

    /// The types of signature that Baton verifies.
    package enum SignatureType: UInt8, Sendable, Hashable {
        /// Ed25519 over the note's text: how a log signs.
        case ed25519 = 0x01
        /// Ed25519 over a time and the note's text: how a witness signs (C2SP tlog-cosignature).
        case cosignature = 0x04
    }

    /// Names a key, which must be an Ed25519 key.
    package init(
        name: NoteName, type: SignatureType = .ed25519, key: PublicKey
    ) throws(NoteKeyError) {
        guard let bytes = key.ed25519 else { throw .unusable }
        self.name = name
        self.type = type
        self.key = key
        keyID = NoteKeyID.of(name, encodedKey: [type.rawValue] + bytes)
    }

    /// Reads a key as it is published: `name+12345678+base64`.
    package init(vkey: String) throws(NoteKeyError) {
        let parts = vkey.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let found = NoteKeyID.parse(parts[1]),
            let encoded = try? Base64.decode(String(parts[2])), let first = encoded.first
        else { throw .malformedKey }
        let name = try NoteName(String(parts[0]))
        let expected = NoteKeyID.of(name, encodedKey: encoded)
        guard found == expected else { throw .wrongIdentifier(found, expected: expected) }
        guard let type = SignatureType(rawValue: first) else { throw .unknownType(first) }
        let key: PublicKey
        do { key = try PublicKey(ed25519: [UInt8](encoded.dropFirst())) } catch { throw .unusable }
        try self.init(name: name, type: type, key: key)
    }

    /// The key as it is published.
    package var vkey: String {
        let encoded = [type.rawValue] + (key.ed25519 ?? [])
        return "\(name)+\(NoteKeyID.text(keyID))+\(Base64.encode(encoded))"
    }

    /// Whether a signature line says that it was made with this key.
    package func isNamed(by signature: NoteSignature) -> Bool {
        name == signature.name && keyID == signature.keyID
    }

    /// Verifies one signature over a note's text, and gives the time that a witness signed with it.
    func verify(_ signature: NoteSignature, text: [UInt8]) throws(SignatureError) -> UInt64? {
        switch type {
        case .ed25519:
            try key.verify(signature.bytes, over: text, algorithm: .ed25519)
            return nil
        case .cosignature:
            guard signature.bytes.count == Cosignature.byteCount else {
                throw .wrongLength(signature.bytes.count, expected: Cosignature.byteCount)
            }
            let (time, bytes) = Cosignature.split(signature.bytes)
            let message = Cosignature.message(time: time, text: text)
            try key.verify(bytes, over: message, algorithm: .ed25519)
            return time
        }
    }
}
