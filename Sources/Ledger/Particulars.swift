// SPDX-License-Identifier: Apache-2.0

package import Intake
package import Safeguarding

/// What audits and rules need of a message's content; one row a message, erased with it.
package struct Particulars: Sendable, Hashable {
    /// Coded values by name: urgency, decision, status.
    package let values: [String: String]
    /// The subjects' ids in the message's order; facts name a subject by its position in the
    /// thread's opening message.
    package let subjects: [SubjectID]
    /// The subjects' pseudonyms.
    package let pseudonyms: [Pseudonym]
    /// The number of the index key that they were made under.
    package let indexKey: Int

    /// A keyed name of a person in one partnership and system of identifiers.
    package struct Pseudonym: Sendable, Hashable {
        /// The position of the subject in this message.
        package let subject: Int
        /// 16 bytes of HMAC-SHA-256.
        package let bytes: [UInt8]

        /// Takes up a pseudonym.
        package init(subject: Int, bytes: [UInt8]) {
            self.subject = subject
            self.bytes = bytes
        }
    }

    /// Takes up particulars as a store kept them.
    package init(
        restoring values: [String: String], subjects: [SubjectID], pseudonyms: [Pseudonym],
        indexKey: Int
    ) {
        self.values = values
        self.subjects = subjects
        self.pseudonyms = pseudonyms
        self.indexKey = indexKey
    }

    /// Takes the particulars out of a message's content.
    package init(_ content: MessageContent, in partnership: PartnershipID, vault: Vault) {
        var pseudonyms: [Pseudonym] = []
        for (position, subject) in content.subjects.enumerated() {
            for identifier in subject.identifiers {
                let bytes = vault.pseudonym(
                    of: identifier.value, system: identifier.system, in: partnership)
                pseudonyms.append(Pseudonym(subject: position, bytes: bytes))
            }
        }
        self.init(
            restoring: content.particulars, subjects: content.subjects.map(\.id),
            pseudonyms: pseudonyms, indexKey: vault.currentIndexKey)
    }
}
