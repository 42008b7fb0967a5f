// SPDX-License-Identifier: Apache-2.0

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
