// SPDX-License-Identifier: Apache-2.0

import Audit
import Safeguarding
import Testing

@Suite struct `The roll of a partnership` {
    @Test func `calls those by their names who are not counted, and the broker`() throws {
        let broker = try AgencyID("https://baton.example")
        let roll = Roll([PeriodFile.police], naming: [PeriodFile.office], broker: broker)
        #expect(roll.members == [PeriodFile.police.id])
        #expect(roll.name(of: PeriodFile.office.id) == "Office")
        #expect(roll.name(of: broker) == "The broker")
        #expect(roll.name(of: PeriodFile.school.id) == PeriodFile.school.id.uri)
    }
}
