// SPDX-License-Identifier: Apache-2.0

/// What a rule says about where it comes from and what a miss stands for.
struct Provenance {
    let shortfall: Shortfall
    let breakPoint: BreakPoint
    let force: Force
    let source: String
    let edition: String
    let from: CalendarDate
    let until: CalendarDate?
    let verification: Verification
}

extension SourceReader {
    /// Reads the part of a rule that says where it comes from.
    mutating func provenance(_ map: SourceMapping) -> Provenance? {
        let shortfall = optional("shortfall", in: map) { (node) throws(SourceFault) in
            try node.word(of: Shortfall.self)
        }
        let breakPoint = required("break_point", in: map) { (node) throws(SourceFault) in
            try node.breakPoint()
        }
        let force = required("force", in: map) { (node) throws(SourceFault) in
            try node.word(of: Force.self)
        }
        let source = required("source", in: map) { (node) throws(SourceFault) in try node.text() }
        let edition = required("edition", in: map) { (node) throws(SourceFault) in
            try node.text()
        }
        let effective = required("effective", in: map).flatMap { self.effective($0) }
        let verification = self.verification(map)
        guard let breakPoint, let force, let source, let edition, let effective, let verification
        else { return nil }
        return Provenance(
            shortfall: shortfall ?? .neverSent, breakPoint: breakPoint, force: force,
            source: source, edition: edition,
            from: effective.from, until: effective.until, verification: verification)
    }

    private mutating func effective(
        _ node: SourceNode
    ) -> (from: CalendarDate, until: CalendarDate?)? {
        guard let map = mapping(node, "effective", keys: ["from", "until"]) else { return nil }
        let from = required("from", in: map) { (node) throws(SourceFault) in try node.date() }
        let until = optional("until", in: map) { (node) throws(SourceFault) in try node.date() }
        guard let from else { return nil }
        if let until, until < from {
            note(node.fault("\(until) is before \(from)", write: "a last day after the first"))
        }
        return (from, until)
    }

    /// Reads whether a rule was held against its source, which must be said.
    mutating func verification(_ map: SourceMapping) -> Verification? {
        switch (map["verified_on"], map["unverified"]) {
        case (let node?, nil):
            return attempt { () throws(SourceFault) in .verified(on: try node.date()) }
        case (nil, let node?):
            guard let value = attempt({ () throws(SourceFault) in try node.boolean() }) else {
                return nil
            }
            if !value { note(node.fault("a rule is unverified or has a date", write: "true")) }
            return .unverified
        case (nil, nil):
            note(
                map.node.fault(
                    "a rule does not say whether it was verified",
                    write: "`verified_on: <date>` or `unverified: true`"))
            return nil
        case (_?, let node?):
            note(node.fault("a rule is both verified and not", write: "only one of the two"))
            return nil
        }
    }
}
