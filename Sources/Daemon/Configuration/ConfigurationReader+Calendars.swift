// SPDX-License-Identifier: Apache-2.0

import Safeguarding

/// The calendars by which a partnership's clocks count.
extension ConfigurationReader {
    /// How long before its end a calendar is warned of.
    static let calendarWarningDays = 365

    mutating func calendar(_ node: SourceNode) -> WorkingCalendar? {
        guard let name = reader.attempt({ () throws(SourceFault) in try node.text() }) else {
            return nil
        }
        guard file.data.calendarNames.contains(name) else {
            let names = file.data.calendarNames.joined(separator: ", ")
            reader.note(
                node.fault("no calendar `\(name)` comes with Baton", write: "one of: \(names)"))
            return nil
        }
        let path = file.data.calendar(name)
        let bytes = attempt { (self) throws(SourceFault) in
            try self.bytes(of: path, at: node, atMost: LocalFile.mostBytes)
        }
        guard let bytes,
            let calendar = located({ () throws(SourceFaults) in
                try WorkingCalendar(reading: bytes, file: path)
            })
        else { return nil }
        documents["calendar:\(calendar.name)"] = bytes
        warn(of: calendar, at: node)
        return calendar
    }

    private mutating func warn(of calendar: WorkingCalendar, at node: SourceNode) {
        warn(
            at: node, of: calendar.edition, ending: calendar.holidaysCoverUntil,
            "nothing can fall due after it")
    }

    private mutating func warn(
        at node: SourceNode, of edition: String, ending end: CalendarDate, _ consequence: String
    ) {
        let today = London.date(at: now)
        guard end < today.adding(days: Self.calendarWarningDays) else { return }
        let warning = SourceFault(
            file: node.file, line: node.line, column: node.column,
            what: "calendar \(edition) \(end < today ? "ended" : "ends") on \(end), and "
                + consequence,
            instead: "install a newer snapshot")
        warnings.append(warning)
        // A daemon that is started on such a day takes referrals all the same, and judges none of them.
        if end < today { lapsed.append(warning) }
    }

    /// The terms of the partnership's schools: a file relative to the configuration, or else one that
    /// comes with Baton.
    mutating func schoolCalendar(_ node: SourceNode) -> SchoolCalendar? {
        guard let name = reader.attempt({ () throws(SourceFault) in try node.text() }) else {
            return nil
        }
        guard let path = pathOfSchoolCalendar(name) else {
            let shipped = file.data.schoolCalendarNames.joined(separator: ", ")
            reader.note(
                node.fault(
                    "there is no file \(file.resolve(name)), and no such school calendar comes with "
                        + "Baton", write: "the path of a school's calendar, or one of: \(shipped)"))
            return nil
        }
        let bytes = attempt { (self) throws(SourceFault) in
            try self.bytes(of: path, at: node, atMost: LocalFile.mostBytes)
        }
        guard let bytes,
            let calendar = located({ () throws(SourceFaults) in
                try SchoolCalendar(reading: bytes, file: path)
            })
        else { return nil }
        let role = "school-calendar:\(calendar.name)"
        guard documents[role] == nil || documents[role] == bytes else {
            reader.note(
                node.fault(
                    "another school calendar is named `\(calendar.name)` too",
                    write: "a name of its own into \(name), as `school`"))
            return nil
        }
        documents[role] = bytes
        warn(
            at: node, of: calendar.edition, ending: calendar.coverage.upperBound,
            "no school day after it is known")
        return calendar
    }

    /// The terms of single schools, by the school.
    mutating func schoolCalendars(
        _ node: SourceNode, of id: PartnershipID?
    ) -> [AgencyID: SchoolCalendar] {
        var calendars: [AgencyID: SchoolCalendar] = [:]
        for entry in reader.attempt({ () throws(SourceFault) in try node.entries() }) ?? [] {
            let agency = reader.attempt { () throws(SourceFault) in
                try entry.key.identifier { (text) throws(IdentifierError) in try AgencyID(text) }
            }
            let calendar = schoolCalendar(entry.value)
            guard let agency else { continue }
            let namer = "a school calendar of partnership \(id?.uri ?? "without a URI")"
            mentions.name(agency, by: namer, at: entry.value)
            calendars[agency] = calendar
        }
        return calendars
    }

    private func pathOfSchoolCalendar(_ name: String) -> String? {
        let beside = file.resolve(name)
        if LocalFile.isThere(beside) { return beside }
        return file.data.schoolCalendarNames.contains(name)
            ? file.data.schoolCalendar(name) : nil
    }
}
