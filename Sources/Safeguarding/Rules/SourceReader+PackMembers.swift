// SPDX-License-Identifier: Apache-2.0

extension SourceReader {
    /// Reads after how long a message that nobody fetched is undeliverable, by urgency.
    mutating func undeliverable(_ node: SourceNode) -> [String: TimeLimit] {
        var limits: [String: TimeLimit] = [:]
        let urgencies = ["immediate", "urgent", RulePack.usualUrgency]
        guard let map = mapping(node, "undeliverable_after", keys: urgencies) else { return [:] }
        for urgency in urgencies {
            limits[urgency] = required(urgency, in: map) { (node) throws(SourceFault) in
                try node.timeLimit()
            }
        }
        return limits
    }

    /// Reads the hours in which the day teams are there.
    mutating func officeHours(_ node: SourceNode) -> OfficeHours? {
        guard let map = mapping(node, "office_hours", keys: ["from", "until"]) else { return nil }
        let from = required("from", in: map) { (node) throws(SourceFault) in
            try node.timeOfDay()
        }
        let until = required("until", in: map) { (node) throws(SourceFault) in
            try node.timeOfDay()
        }
        guard let from, let until else { return nil }
        guard from < until else {
            note(node.fault("\(until) is not after \(from)", write: "an end after the beginning"))
            return nil
        }
        return OfficeHours(from: from, until: until)
    }

    /// Reads for how long a node may be silent.
    mutating func silence(_ node: SourceNode) -> SilenceLimit? {
        guard let map = mapping(node, "silence", keys: ["factor", "at_least"]) else { return nil }
        let factor = required("factor", in: map) { (node) throws(SourceFault) in
            try node.integer(in: SilenceLimit.factors)
        }
        let least = required("at_least", in: map) { (node) throws(SourceFault) in
            try node.elapsedLimit()
        }
        guard let factor, let least else { return nil }
        return SilenceLimit(factor: factor, leastMilliseconds: least)
    }
}

extension SourceNode {
    /// The most bytes that the name of a rule pack may have.
    static let longestPackName = 64

    /// The name of a pack: lower-case words joined by hyphens and dots.
    func packName() throws(SourceFault) -> String {
        let text = try text()
        let isShort = text.utf8.count <= Self.longestPackName
        let separators = [UInt8(ascii: "-"), UInt8(ascii: ".")]
        guard isShort, Words.areWellFormed(text.utf8, separators: separators) else {
            throw fault("`\(text)` is not the name of a pack", write: "one such as england-2026.1")
        }
        return text
    }

    /// A time of day, such as `08:30`.
    fileprivate func timeOfDay() throws(SourceFault) -> TimeOfDay {
        let text = try text()
        guard let time = TimeOfDay(text) else {
            throw fault("`\(text)` is not a time of day", write: "hour and minute, such as 08:30")
        }
        return time
    }

    /// A limit of elapsed time, in milliseconds.
    fileprivate func elapsedLimit() throws(SourceFault) -> Int64 {
        guard case .elapsed(let milliseconds) = try timeLimit() else {
            throw fault("a silence is measured by the clock alone", write: "hours or minutes")
        }
        return milliseconds
    }
}
