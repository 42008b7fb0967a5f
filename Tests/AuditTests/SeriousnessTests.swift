// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Safeguarding
import Testing

@Suite struct `How serious a miss is` {
    private func place(
        _ urgency: String?, _ grade: String?, _ point: BreakPoint, due: Int64, _ entry: Int64
    ) -> MissPlace {
        let said = [("urgency", urgency), ("grade", grade)].compactMap { name, code in
            code.map { (name, $0) }
        }
        return MissPlace(
            Seriousness(Dictionary(said) { $1 }, at: point), due: Instant(milliseconds: due),
            name: PartName(entry: entry, part: 4))
    }

    @Test func `goes by urgency, then by grade, then by the break, then by age, then by name`() {
        let ordered = [
            place("immediate", nil, .metNotCirculated, due: 90, 1),
            place("urgent", "amber", .metNotCirculated, due: 80, 2),
            place("urgent", "green", .receivedNotOwned, due: 30, 5),
            place("urgent", "green", .receivedNotOwned, due: 90, 3),
            place("urgent", "green", .receivedNotOwned, due: 90, 4),
            place("urgent", "green", .metNotCirculated, due: 20, 6),
            place("routine", "red", .receivedNotOwned, due: 10, 7),
            place("what nobody knows", "red", .receivedNotOwned, due: 10, 8),
            place(nil, nil, .receivedNotOwned, due: 1, 9),
        ]
        #expect(ordered.reversed().sorted() == ordered)
    }

    @Test func `is told by a cursor and read again`() throws {
        let place = place("urgent", "green", .receivedNotOwned, due: -90, 4)
        #expect(MissPlace(cursor: place.cursor) == place)
        for wrong in [
            "", "3.5", "x.1.3.5", "1.x.3.5", "1.2.3", "01.2.3.5", "1.2.3.5.6", "1.2.-3.5",
        ] {
            #expect(MissPlace(cursor: wrong) == nil, "\(wrong)")
        }
    }
}
