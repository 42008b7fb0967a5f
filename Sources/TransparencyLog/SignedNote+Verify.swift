// SPDX-License-Identifier: Apache-2.0

extension SignedNote {
    /// A known key that has signed a note.
    package struct Signer: Sendable, Hashable {
        /// The key.
        package let key: NoteVerifierKey
        /// When a witness says that it signed, in seconds since 1970; nil for a log's signature.
        package let time: UInt64?
    }

    /// Verifies every signature whose key is known and returns who signed, never nobody.
    ///
    /// Signatures of unknown keys are passed over. One that is of a known key and does not verify
    /// condemns the note. Who signed twice is counted once.
    package func verify(with keys: [NoteVerifierKey]) throws(NoteError) -> [Signer] {
        var signers: [Signer] = []
        for signature in signatures {
            guard let key = keys.first(where: { $0.isNamed(by: signature) }) else { continue }
            let time: UInt64?
            do {
                time = try key.verify(signature, text: text)
            } catch {
                throw .badSignature(signature.name)
            }
            guard !signers.contains(where: { $0.key == key }) else { continue }
            signers.append(Signer(key: key, time: time))
        }
        guard !signers.isEmpty else { throw .noKnownKey }
        return signers
    }
}
