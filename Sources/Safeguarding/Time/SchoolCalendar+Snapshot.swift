// SPDX-License-Identifier: Apache-2.0

extension SchoolCalendar {
    /// Reads a calendar as `config/calendars/schools` holds it, and gathers everything wrong.
    package init(reading bytes: [UInt8], file: String) throws(SourceFaults) {
        let root: SourceNode
        do {
            root = try SourceNode(json: bytes, file: file)
        } catch {
            throw SourceFaults([error])
        }
        self = try SourceReader.gather { reader in reader.schoolCalendar(root) }
    }
}

extension SourceReader {
    fileprivate mutating func schoolCalendar(_ node: SourceNode) -> SchoolCalendar? {
        let keys = ["school", "snapshot", "source", "terms", "closed"]
        guard let map = mapping(node, "a school's calendar", keys: keys) else { return nil }
        let name = required("school", in: map) { (node) throws(SourceFault) in
            try node.identifier { (text) throws(IdentifierError) in try Role(text) }.name
        }
        let snapshot = required("snapshot", in: map) { (node) throws(SourceFault) in
            try node.date()
        }
        let source = required("source", in: map) { (node) throws(SourceFault) in try node.text() }
        let terms = required("terms", in: map).map { self.terms($0) }
        let closed = map["closed"].map { self.closed($0) } ?? [:]
        guard faults.isEmpty, let name, let snapshot, let source, let terms else { return nil }
        return SchoolCalendar(
            name: name, snapshot: snapshot, source: source, terms: terms, closed: closed)
    }

    private mutating func terms(_ node: SourceNode) -> [SchoolCalendar.Term] {
        var last: CalendarDate?
        let terms = items(of: node) { item, reader -> SchoolCalendar.Term? in
            guard let term = reader.term(item) else { return nil }
            if let last, term.days.lowerBound <= last {
                reader.note(
                    item.fault(
                        "`\(term.title)` begins before the term above it ends",
                        write: "the terms in order, each after the last"))
            }
            last = term.days.upperBound
            return term
        }
        if terms.count > SchoolCalendar.mostTerms {
            note(
                node.fault(
                    "there are \(terms.count) terms", write: "at most \(SchoolCalendar.mostTerms)"))
        }
        return terms
    }

    private mutating func term(_ node: SourceNode) -> SchoolCalendar.Term? {
        guard let map = mapping(node, "a term", keys: ["title", "from", "until"]) else {
            return nil
        }
        let title = required("title", in: map) { (node) throws(SourceFault) in try node.text() }
        let from = required("from", in: map) { (node) throws(SourceFault) in try node.date() }
        let until = required("until", in: map) { (node) throws(SourceFault) in try node.date() }
        guard let title, let from, let until else { return nil }
        guard from <= until else {
            note(node.fault("\(until) is before \(from)", write: "a last day after the first"))
            return nil
        }
        return SchoolCalendar.Term(title: title, days: from...until)
    }

    private mutating func closed(_ node: SourceNode) -> [CalendarDate: String] {
        var closed: [CalendarDate: String] = [:]
        let days = items(of: node) { item, reader -> (CalendarDate, String)? in
            guard let map = reader.mapping(item, "a closed day", keys: ["date", "title"]) else {
                return nil
            }
            let date = reader.required("date", in: map) { (node) throws(SourceFault) in
                try node.date()
            }
            let title = reader.required("title", in: map) { (node) throws(SourceFault) in
                try node.text()
            }
            guard let date, let title else { return nil }
            return (date, title)
        }
        for (date, title) in days {
            if closed.updateValue(title, forKey: date) != nil {
                note(node.fault("\(date) stands twice", write: "it once"))
            }
        }
        if closed.count > SchoolCalendar.mostClosedDays {
            note(
                node.fault(
                    "there are \(closed.count) closed days",
                    write: "at most \(SchoolCalendar.mostClosedDays)"))
        }
        return closed
    }
}
