// SPDX-License-Identifier: Apache-2.0

import Intake
import Ledger
import Safeguarding
import SampleTown
import Testing

@Suite struct `The particulars of a message` {
    @Test func `are its coded values, its subjects and their pseudonyms`() throws {
        let town = try SampleTown()
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        let door = try town.frontDoor()
        let verified = try door.verify(letter.bytes())
        let examination = door.examine(
            verified, carriedBy: town.police.id, now: SampleTown.morning)
        let content = try #require(examination.content)
        let particulars = Particulars(content, in: town.partnership, vault: town.vault)
        #expect(
            particulars.values == [
                "urgency": "routine", "referral_source": "2A", "immediate_danger": "false",
            ])
        #expect(particulars.subjects == content.subjects.map(\.id))
        #expect(particulars.indexKey == town.vault.currentIndexKey)
        let identifiers = content.subjects.enumerated().flatMap { position, subject in
            subject.identifiers.map { identifier in
                Particulars.Pseudonym(
                    subject: position,
                    bytes: town.vault.pseudonym(
                        of: identifier.value, system: identifier.system, in: town.partnership))
            }
        }
        #expect(!identifiers.isEmpty)
        #expect(particulars.pseudonyms == identifiers)
    }
}
