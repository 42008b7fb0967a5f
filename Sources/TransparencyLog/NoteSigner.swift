// SPDX-License-Identifier: Apache-2.0

package import Signing

/// A key that signs notes under its name: a log's, or a witness's.
package struct NoteSigner: Sendable {
    /// The other half, to be published.
    package let verifierKey: NoteVerifierKey
    private let key: PrivateKey

    /// Names an Ed25519 key, which must not be named for the other type too.
    package init(
        name: NoteName, type: NoteVerifierKey.SignatureType = .ed25519, key: PrivateKey
    ) throws(NoteKeyError) {
        verifierKey = try NoteVerifierKey(name: name, type: type, key: key.publicKey)
        self.key = key
    }

    /// The same key under an origin that its log goes on under.
    package func following(to origin: NoteName) -> NoteSigner {
        guard origin != verifierKey.name else { return self }
        guard let signer = try? NoteSigner(name: origin, type: verifierKey.type, key: key) else {
            preconditionFailure("A key that was named can be named again.")
        }
        return signer
    }

    /// Signs a note's text as a log does.
    package func sign(_ text: [UInt8]) -> NoteSignature {
        precondition(verifierKey.type == .ed25519, "A witness signs with a time.")
        return signature(ed25519(over: text))
    }

    /// Signs a note's text as a witness does, who has seen it at this time, in seconds since 1970.
    package func cosign(_ text: [UInt8], time: UInt64) -> NoteSignature {
        precondition(verifierKey.type == .cosignature, "A log signs without a time.")
        let signed = ed25519(over: Cosignature.message(time: time, text: text))
        return signature(Cosignature.join(time: time, signature: signed))
    }

    private func ed25519(over message: [UInt8]) -> [UInt8] {
        guard let signature = try? key.sign(message, algorithm: .ed25519) else {
            preconditionFailure("A note signer has an Ed25519 key.")
        }
        return signature
    }

    private func signature(_ bytes: [UInt8]) -> NoteSignature {
        NoteSignature(name: verifierKey.name, keyID: verifierKey.keyID, bytes: bytes)
    }
}
