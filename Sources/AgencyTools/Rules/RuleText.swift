// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

/// One duty of a rule, for a person to read and for a program.
struct RuleText {
    let rule: Timescale

    /// What the rule says, a line for each thing that a reader would ask.
    var lines: [String] {
        var lines = ["\(rule.name)  \(rule.title)", "  opened by: \(opening)"]
        lines.append("  expects: \(expected)")
        lines.append("  owed by: \(rule.owedBy), per \(rule.per.rawValue)")
        lines.append("  within: \(limits.joined(separator: "; "))")
        lines.append("  the clock: from \(rule.clock.starts) to \(rule.clock.stops)")
        lines += rule.lapses.map { "  lapses: \($0.because)\($0.whose)" }
        lines += rule.pauses.map { "  pauses: \($0.because)" }
        lines.append("  tells: \(rule.tells.map(\.description).joined(separator: ", "))")
        lines += rule.escalation.map {
            "  tells after \($0.after): \($0.tells.map(\.description).joined(separator: ", "))"
        }
        lines.append("  a miss is: \(rule.breakPoint.code) \(rule.breakPoint.name)")
        return lines + provenance
    }

    /// Where the rule comes from, and whether anybody looked.
    var provenance: [String] {
        var lines = ["  force: \(rule.force.rawValue)"]
        if !rule.overridden.isEmpty {
            let members = rule.overridden.sorted().joined(separator: ", ")
            lines.append("  set by the partnership: \(members)")
        }
        lines.append("  source: \(rule.source)")
        lines.append("  edition: \(rule.edition)")
        lines.append("  in force: \(span)")
        lines.append("  \(verification)")
        return lines
    }

    /// That the rule opens nothing on a day, where that is so.
    func outOfForce(on day: CalendarDate) -> [String] {
        guard !rule.isInForce(on: day) else { return [] }
        return [
            "  NOT IN FORCE on \(day): the rule is in force \(span), and opens nothing on that day"
        ]
    }

    private var span: String {
        "from \(rule.effectiveFrom)" + (rule.effectiveUntil.map { " to \($0)" } ?? "")
    }

    private var verification: String {
        guard let date = rule.verifiedOn else {
            return "NOT VERIFIED: nobody has held this rule against its source"
        }
        return "verified on \(date)"
    }

    private var opening: String {
        var text = rule.opens.description
        if let conditions = rule.opens.pattern?.conditions { text += Self.text(conditions) }
        if let role = rule.opensWhenSentBy { text += ", sent by \(role)" }
        return rule.opensOutsideHours ? text + ", outside office hours" : text
    }

    private var expected: String {
        let expects = rule.expects
        if expects.isAttendance { return "that each agency on its list came" }
        if expects.isItself { return "that it is there itself" }
        if expects.isAnything { return "any message" }
        var text = expects.pattern.types.sorted().joined(separator: ", ")
        text += Self.text(expects.pattern.conditions)
        let there = expects.attendedBy.sorted().map(\.name)
        if !there.isEmpty { text += ", attended by \(there.joined(separator: " and "))" }
        let to = expects.eachTo.map(\.name)
        return to.isEmpty ? text : text + ", to each of \(to.joined(separator: ", "))"
    }

    private var limits: [String] {
        var limits = [rule.clock.limit.description]
        if let dueAt = rule.clock.dueAt { limits.insert("as the message says at \(dueAt)", at: 0) }
        limits += rule.replacingLimits.map { "\($0.limit) instead\(Self.text($0.conditions))" }
        return limits + rule.additionalLimits.map { "also \($0.limit)\(Self.text($0.conditions))" }
    }

    private static func text(_ conditions: Conditions) -> String {
        let parts = conditions.allowed.sorted { $0.key < $1.key }.map {
            "\($0.key) \($0.value.sorted().joined(separator: " or "))"
        }
        return parts.isEmpty ? "" : " where \(parts.joined(separator: " and "))"
    }

    /// The same for programs.
    var json: JSONValue {
        .object(leavingOutNil: [
            "rule": .string(rule.name), "id": .string(rule.id), "title": .string(rule.title),
            "opens": .string(opening), "expects": .string(expected),
            "owed_by": .string(rule.owedBy.description), "per": .string(rule.per.rawValue),
            "limits": .array(limits.map(JSONValue.string)),
            "starts": .string(rule.clock.starts.description),
            "stops": .string(rule.clock.stops.description),
            "tells": .array(rule.tells.map { .string($0.description) }),
            "break_point": .string(rule.breakPoint.code), "force": .string(rule.force.rawValue),
            "overridden": .array(rule.overridden.sorted().map(JSONValue.string)),
            "source": .string(rule.source), "edition": .string(rule.edition),
            "effective_from": .string(rule.effectiveFrom.description),
            "effective_until": rule.effectiveUntil.map { .string($0.description) },
            "unverified": .boolean(rule.verifiedOn == nil),
        ])
    }
}

extension Lapse {
    /// Whose word it takes, and about what, where that is not anybody's.
    fileprivate var whose: String {
        switch (isByDebtor, answersOpening) {
        case (false, false): ""
        case (true, false): " (said by whoever owes it)"
        case (false, true): " (said in answer to what opened it)"
        case (true, true): " (said by whoever owes it, in answer to what opened it)"
        }
    }
}
