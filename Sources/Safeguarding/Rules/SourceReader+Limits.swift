// SPDX-License-Identifier: Apache-2.0

extension SourceReader {
    /// Reads what starts and stops a clock, and how long it runs.
    mutating func clock(_ node: SourceNode) -> RuleClock? {
        let keys = ["starts", "stops", "limit", "due_at"]
        guard let map = mapping(node, "a clock", keys: keys) else { return nil }
        let starts = required("starts", in: map) { (node) throws(SourceFault) in
            try node.clockMark()
        }
        let stops = required("stops", in: map) { (node) throws(SourceFault) in
            try node.clockMark()
        }
        let limit = required("limit", in: map) { (node) throws(SourceFault) in
            try node.timeLimit()
        }
        let dueAt = optional("due_at", in: map) { (node) throws(SourceFault) in
            try node.pointer()
        }
        guard let starts, let stops, let limit else { return nil }
        if let stopsNode = map["stops"], stops == .root || stops == .toe {
            note(
                stopsNode.fault(
                    "`\(stops)` does not stop a clock", write: "received or a JSON Pointer"))
        }
        if limit.isBefore, starts == .received || starts == .root, let startsNode = map["starts"] {
            note(
                startsNode.fault(
                    "a limit before a moment needs that moment",
                    write: "toe or a JSON Pointer such as /at"))
        }
        return RuleClock(starts: starts, stops: stops, limit: limit, dueAt: dueAt)
    }

    /// Reads a limit that a rule has beside its clock's, or in an overlay instead of it.
    ///
    /// - Parameter starts: what starts the clock; nil where that could not be read.
    mutating func limit(
        _ name: String, in map: SourceMapping, from starts: ClockMark?
    ) -> TimeLimit? {
        let limit = required(name, in: map) { (node) throws(SourceFault) in
            try node.timeLimit()
        }
        if let limit, limit.isBefore, starts == .received || starts == .root, let node = map[name] {
            note(
                node.fault(
                    "a limit before a moment needs a clock that starts at that moment",
                    write: "a limit after the start, such as `2 working days`"))
        }
        return limit
    }

    /// Reads limits for messages with certain particulars.
    ///
    /// - Parameters:
    ///   - types: those of the messages that open; one of them must have what is asked for.
    ///   - starts: what starts the clock; nil where that could not be read.
    mutating func conditionalLimits(
        _ node: SourceNode, on types: Set<String>, from starts: ClockMark?
    ) -> [Timescale.ConditionalLimit] {
        items(of: node) { item, reader in
            let map = reader.mapping(item, "a conditional limit", keys: ["where", "limit"])
            guard let map else { return nil }
            let conditions = reader.required("where", in: map).map {
                reader.conditions($0, on: types, of: .any)
            }
            let limit = reader.limit("limit", in: map, from: starts)
            guard let conditions, let limit else { return nil }
            return Timescale.ConditionalLimit(conditions: conditions, limit: limit)
        }
    }

    /// Reads who is told.
    mutating func told(_ node: SourceNode, among roles: Set<Role>) -> [Told] {
        values(of: node) { (node) throws(SourceFault) in try node.told(among: roles) }
    }

    /// Reads the ladder that a miss climbs.
    ///
    /// - Parameter starts: what starts the clock; nil where that could not be read.
    mutating func escalation(
        _ node: SourceNode, among roles: Set<Role>, from starts: ClockMark?
    ) -> [Timescale.EscalationStep] {
        items(of: node) { item, reader in
            let map = reader.mapping(item, "an escalation step", keys: ["after", "tells"])
            guard let map else { return nil }
            let after = reader.limit("after", in: map, from: starts)
            let tells = reader.required("tells", in: map).map { reader.told($0, among: roles) }
            guard let after, let tells else { return nil }
            return Timescale.EscalationStep(after: after, tells: tells)
        }
    }

    /// Reads which break a miss stands for, by the way in which it fell short.
    mutating func breaks(_ node: SourceNode) -> [Shortfall: BreakPoint] {
        let words = Shortfall.allCases.map(\.rawValue)
        guard let map = mapping(node, "breaks", keys: words) else { return [:] }
        var breaks: [Shortfall: BreakPoint] = [:]
        for shortfall in Shortfall.allCases {
            let word = shortfall.rawValue
            breaks[shortfall] = optional(word, in: map) { (node) throws(SourceFault) in
                try node.breakPoint()
            }
        }
        return breaks
    }
}
