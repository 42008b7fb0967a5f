// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Safeguarding
import Testing
import Wire

@Suite struct `The calendar vectors` {
    @Test(arguments: Vectors.files(under: "domain/calendar"))
    func `come out right`(file: VectorFile) throws {
        let root = try JSONDocument(parsing: file.bytes, limits: .schema).root
        let results: [Bool]
        switch root.kind {
        case .array: results = root.elements.map(Self.isRightInstant)
        case .object where root["cases"] != nil:
            let calendars = try Self.calendars()
            results = root["cases"]?.elements.map { Self.isRightCount($0, calendars) } ?? []
        case .object where root["divisions"] != nil: results = try Self.sourceHolidays(root)
        default: results = try Self.publishedHolidays(root)
        }
        let right = results.count { $0 }
        Vectors.report(file.path, right: right, of: results.count)
        #expect(right == results.count)
        #expect(!results.isEmpty)
    }

    private static func calendars() throws -> [String: WorkingCalendar] {
        try Dictionary(
            uniqueKeysWithValues: Shipped.divisions.map { ($0, try Shipped.calendar($0)) })
    }

    private static func isRightInstant(_ one: JSONNode) -> Bool {
        guard let utc = one["utc"]?.string, let instant = try? moment(utc) else { return false }
        return instant.rfc3339 == utc
            && London.rfc3339(at: instant) == one["london"]?.string
            && London.date(at: instant).description == one["local_date"]?.string
    }

    private static func isRightCount(
        _ one: JSONNode, _ calendars: [String: WorkingCalendar]
    ) -> Bool {
        guard let calendar = one["division"]?.string.flatMap({ calendars[$0] }),
            let from = one["from"]?.string.flatMap({ try? day($0) }),
            let count = one["add_working_days"]?.integer,
            let found = try? calendar.workingDay(Int(count), after: from)
        else { return false }
        let isWorking = (try? calendar.isWorkingDay(from)) == one["from_is_working_day"]?.boolean
        return isWorking && found.description == one["result"]?.string
    }

    /// The shape of the GOV.UK feed: divisions by name, each with its events.
    private static func publishedHolidays(_ root: JSONNode) throws -> [Bool] {
        try root.members.flatMap { member -> [Bool] in
            let dates = member.value["events"]?.elements.compactMap { $0["date"]?.string } ?? []
            return try compare(dates, division: member.name.string ?? "")
        }
    }

    /// The shape of the feed's source: divisions by locale key, years, days as `dd/mm/yyyy`.
    private static func sourceHolidays(_ root: JSONNode) throws -> [Bool] {
        let divisions = root["divisions"].map { Array($0.members) } ?? []
        return try divisions.flatMap { division -> [Bool] in
            let key = division.name.string ?? ""
            let name = key.replacing("common.nations.", with: "").replacing("_slug", with: "")
            let years = division.value.members.flatMap { Array($0.value.elements) }
            let dates = years.compactMap { $0["date"]?.string }.map { text in
                text.split(separator: "/").reversed().joined(separator: "-")
            }
            return try compare(dates, division: name)
        }
    }

    private static func compare(_ dates: [String], division: String) throws -> [Bool] {
        let held = Set(try Shipped.calendar(division).holidays.map(\.date.description))
        #expect(held.count == dates.count)
        return dates.map(held.contains)
    }
}
