// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
package import TransparencyLog

/// The keys that signed a log's checkpoints before the one that does: what they signed stays good for
/// ever, and for a time a key goes on signing beside its successor.
package struct PreviousLogKeys: Sendable {
    /// One key.
    package struct Member: Sendable {
        /// The key, to verify with.
        package let verifierKey: NoteVerifierKey
        /// The key to sign with; nil once the log has only its public half.
        package let signer: NoteSigner?
        /// The first moment at which it signs no longer.
        package let until: Instant

        /// A key that goes on signing until a time.
        package init(signer: NoteSigner, until: Instant) {
            verifierKey = signer.verifierKey
            self.signer = signer
            self.until = until
        }

        /// A key that signs no more since a time.
        package init(retired key: NoteVerifierKey, until: Instant) {
            verifierKey = key
            signer = nil
            self.until = until
        }
    }

    /// The keys, as the configuration names them.
    package let members: [Member]

    /// Gathers keys.
    package init(_ members: [Member]) { self.members = members }

    /// A log that never had another key.
    package static let none = PreviousLogKeys([])

    /// All of them, to verify with.
    package var verifierKeys: [NoteVerifierKey] { members.map(\.verifierKey) }

    /// Those that sign at a time.
    func signers(at now: Instant) -> [NoteSigner] {
        members.filter { now < $0.until }.compactMap(\.signer)
    }
}
