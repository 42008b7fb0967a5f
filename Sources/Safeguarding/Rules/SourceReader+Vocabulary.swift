// SPDX-License-Identifier: Apache-2.0

import Wire

/// What a rule asks of messages, held against what they say.
extension SourceReader {
    /// Types that can never come under the root of what opens.
    mutating func noteStrangers(_ types: SourceNode, to opening: MessagePattern) {
        guard let vocabulary, case .items(let items) = types.content else { return }
        let openers = opening.types
        let fitting = vocabulary.names.filter { vocabulary.canFollow($0, anyOf: openers) }
        for item in items where !openers.isEmpty {
            guard case .text(let name) = item.content, vocabulary[name] != nil,
                !fitting.contains(name)
            else { continue }
            let opener = openers.sorted().joined(separator: ", ")
            note(
                item.fault(
                    "`\(name)` cannot answer under a root with \(opener)", write: oneOf(fitting)))
        }
    }

    /// Members of a payload that no message has: their clock would silently count from its receipt, and
    /// their duty fall on every recipient.
    mutating func noteUntold(by rule: Timescale, in map: SourceMapping) {
        guard let vocabulary, let clock = map["clock"] else { return }
        let openers = rule.opens.pattern?.types ?? []
        let places: [(JSONPointer?, SourceNode?, Set<String>)] = [
            (rule.clock.starts.pointer, clock.entry("starts"), openers),
            (rule.clock.stops.pointer, clock.entry("stops"), rule.expects.pattern.types),
            (rule.clock.dueAt, clock.entry("due_at"), openers),
        ]
        for case let (pointer?, node?, types) in places {
            noteUntold(pointer, node, by: types, "time") { vocabulary[$0]?.times ?? [] }
        }
        for case let (pointer?, node?) in [
            (rule.owedBy.pointer, map["owed_by"]), (rule.owedTo?.pointer, map["owed_to"]),
        ] {
            noteUntold(pointer, node, by: openers, "member") { vocabulary[$0]?.members ?? [] }
        }
    }

    private mutating func noteUntold(
        _ pointer: JSONPointer, _ node: SourceNode, by types: Set<String>, _ what: String,
        _ told: (String) -> Set<String>
    ) {
        let each = types.sorted().map { (name: $0, told: told($0)) }
        let silent = each.first { !$0.told.contains(pointer.description) }
        guard silent != nil || each.isEmpty else { return }
        let common = each.dropFirst().reduce(each.first?.told ?? []) { $0.intersection($1.told) }
        let who = silent.map { "`\($0.name)` has no" } ?? "no type is named here that has a"
        note(
            node.fault(
                "\(who) \(what) at `\(pointer)`",
                write: common.isEmpty ? "what such a message has" : oneOf(common.sorted())))
    }

    /// Urgent messages for which a rule has working days alone.
    mutating func noteWaitingUrgency(_ rule: Timescale, at node: SourceNode) {
        guard let vocabulary else { return }
        for urgency in Urgency.all
        where rule.isOpened(by: urgency, vocabulary) && !rule.hurries(urgency) {
            note(node.fault("rule \(rule.name): \(urgency.waits)", write: urgency.remedy))
        }
    }
}

extension SourceNode {
    /// The value under a name of a mapping; nil where this is none, or has no such name.
    fileprivate func entry(_ name: String) -> SourceNode? {
        guard case .entries(let entries) = content else { return nil }
        return entries.first { $0.name == name }?.value
    }
}

extension ClockMark {
    /// Where the payload tells it; nil for another mark.
    fileprivate var pointer: JSONPointer? {
        if case .pointer(let pointer) = self { pointer } else { nil }
    }
}
