// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// What one agency handed over to another, summed over some days.
package struct SharingRecord: Sendable, Hashable {
    /// Who sent.
    package let sender: AgencyID
    /// Who was to receive.
    package let recipient: AgencyID
    /// The sums.
    package let tally: SharingTally

    /// Takes up a sum as a store kept it.
    package init(from sender: AgencyID, to recipient: AgencyID, _ tally: SharingTally) {
        self.sender = sender
        self.recipient = recipient
        self.tally = tally
    }
}
