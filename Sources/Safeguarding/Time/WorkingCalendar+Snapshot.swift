// SPDX-License-Identifier: Apache-2.0

extension WorkingCalendar {
    /// Reads a snapshot as `config/calendars` holds it, and gathers everything wrong with it.
    ///
    /// Each covered year must hold a holiday, so that a snapshot that was cut short is noticed.
    package init(reading bytes: [UInt8], file: String) throws(SourceFaults) {
        let root: SourceNode
        do {
            root = try SourceNode(json: bytes, file: file)
        } catch {
            throw SourceFaults([error])
        }
        self = try SourceReader.gather { reader in reader.calendar(root) }
    }
}

extension SourceReader {
    fileprivate mutating func calendar(_ node: SourceNode) -> WorkingCalendar? {
        let keys = ["calendar", "snapshot", "source", "licence", "covers", "events"]
        guard let map = mapping(node, "a calendar", keys: keys) else { return nil }
        let name = required("calendar", in: map) { (node) throws(SourceFault) in
            try node.identifier { (text) throws(IdentifierError) in try Role(text) }.name
        }
        let snapshot = required("snapshot", in: map) { (node) throws(SourceFault) in
            try node.date()
        }
        let source = required("source", in: map) { (node) throws(SourceFault) in try node.text() }
        let licence = required("licence", in: map) { (node) throws(SourceFault) in
            try node.text()
        }
        let years = required("covers", in: map).flatMap { covers($0) }
        let events = required("events", in: map)
        guard let name, let snapshot, let source, let licence, let years, let events else {
            return nil
        }
        let holidays = self.holidays(events, years: years)
        guard faults.isEmpty else { return nil }
        return WorkingCalendar(
            name: name, snapshot: snapshot, source: source, licence: licence, years: years,
            holidays: holidays)
    }

    private mutating func covers(_ node: SourceNode) -> ClosedRange<Int>? {
        guard let map = mapping(node, "covers", keys: ["first_year", "last_year"]) else {
            return nil
        }
        let range = 1996...2200
        let first = required("first_year", in: map) { (node) throws(SourceFault) in
            try node.integer(in: range)
        }
        let last = required("last_year", in: map) { (node) throws(SourceFault) in
            try node.integer(in: range)
        }
        guard let first, let last else { return nil }
        guard first <= last else {
            note(
                node.fault(
                    "the last year \(last) is before the first", write: "\(first) or later"))
            return nil
        }
        return first...last
    }

    private mutating func holidays(
        _ node: SourceNode, years: ClosedRange<Int>
    ) -> [WorkingCalendar.Holiday] {
        var seen: Set<CalendarDate> = []
        let holidays = items(of: node) { item, reader -> WorkingCalendar.Holiday? in
            guard let holiday = reader.holiday(item) else { return nil }
            let date = holiday.date
            if !years.contains(date.year) {
                reader.note(item.fault("\(date) is in no year covered", write: "a day within them"))
            }
            if !seen.insert(date).inserted {
                reader.note(item.fault("\(date) stands twice", write: "it once"))
            }
            return holiday
        }
        for year in years where !holidays.contains(where: { $0.date.year == year }) {
            note(node.fault("\(year) is covered and has no holiday", write: "the year's holidays"))
        }
        return holidays
    }

    private mutating func holiday(_ node: SourceNode) -> WorkingCalendar.Holiday? {
        guard let map = mapping(node, "a holiday", keys: ["date", "title"]) else { return nil }
        let date = required("date", in: map) { (node) throws(SourceFault) in try node.date() }
        let title = required("title", in: map) { (node) throws(SourceFault) in try node.text() }
        guard let date, let title else { return nil }
        return WorkingCalendar.Holiday(date: date, title: title)
    }
}
