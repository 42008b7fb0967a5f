// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
package import TransparencyLog

/// Who cosigns the log's checkpoints, and how many of them are enough.
package struct WitnessSetting: Sendable, Hashable {
    /// The witnesses.
    package let members: [Member]
    /// How many are enough; nil for any one of them.
    package let policy: WitnessPolicy?

    /// A witness.
    package struct Member: Sendable, Hashable {
        /// With which it cosigns.
        package let key: NoteVerifierKey
        /// Where it is asked to (C2SP tlog-witness); nil where nobody asks it.
        package let url: String?
        /// Whose node gives its cosignatures of itself; nil where none does.
        package let agency: AgencyID?

        /// Names a witness.
        package init(key: NoteVerifierKey, url: String?, agency: AgencyID? = nil) {
            self.key = key
            self.url = url
            self.agency = agency
        }
    }

    /// Nobody cosigns.
    package static let nobody = WitnessSetting(members: [], policy: nil)

    /// Gathers witnesses.
    package init(members: [Member], policy: WitnessPolicy?) {
        self.members = members
        self.policy = policy
    }

    /// The keys of all witnesses.
    package var keys: [NoteVerifierKey] { members.map(\.key) }

    /// The keys of the witnesses that an agency's nodes are.
    func keys(of agency: AgencyID) -> [NoteVerifierKey] {
        members.filter { $0.agency == agency }.map(\.key)
    }

    /// Whether the cosignatures under these keys are enough.
    func isEnough(_ signers: [NoteVerifierKey]) -> Bool {
        policy?.isMet(by: signers) ?? !signers.isEmpty
    }
}
