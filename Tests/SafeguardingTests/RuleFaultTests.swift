// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Testing

@Suite struct `A rule that says what it must not` {
    static let wrong: [(String, String, String)] = [
        (
            "break_point: B7", "break_point: B13",
            "r.yaml:27:18: no miss is `B13` (repeat contacts not joined up), write one of: B2, B3, "
        ),
        (
            "break_point: B7", "break_point: B1",
            "r.yaml:27:18: no miss is `B1` (not sent), write one of: B2, B3, "
        ),
        ("duty: held", "duty: Held", "r.yaml:9:11: `Held` is not the name of a duty"),
        (
            "duty: held", "duty: attendance",
            "r.yaml:34:5: rule `R6.attendance` stands twice, write another id, or a `duty`"
        ),
        (
            "    duty: held\n", "",
            "r.yaml:33:5: rule `R6` stands with a duty and without one, write a `duty`"
        ),
        (
            "    duty: attendance\n", "",
            "r.yaml:34:5: rule `R6` stands with a duty and without one, write a `duty`"
        ),
        (
            "opens: {types: [strategy-discussion.held]}", "opens: rejection",
            "r.yaml:37:12: `rejection` opens nothing, write a mapping, refusal or silence"
        ),
        (
            "expects: attendance", "expects: presence",
            "r.yaml:38:14: `presence` is nothing that can be expected, write a mapping, or one"
        ),
        (
            "sent_by: night-team", "sent_by: nobody",
            "r.yaml:11:62: `nobody` is no role of this pack, write one of: front-door, "
        ),
        (
            "outside_hours: true", "outside_hours: late",
            "r.yaml:11:89: the text `late` stands where"
        ),
        (
            "attended_by: [police, front-door]", "attended_by: [court]",
            "r.yaml:12:64: `court` is no role of this pack"
        ),
        (
            "attended_by:", "each_to:",
            "r.yaml:15:10: `per: role` and `each_to` stand only together, write role"
        ),
        (
            "per: message", "per: role",
            "r.yaml:15:10: `per: role` and `each_to` stand only together, write another word"
        ),
        (
            "per: attendee", "per: message",
            "r.yaml:40:10: `per: attendee` and `expects: attendance` stand only together, write at"
        ),
        (
            "per: message", "per: attendee",
            "r.yaml:15:10: `per: attendee` and `expects: attendance` stand only together, write an"
        ),
        (
            "owed_by: recipient", "owed_by: sender",
            "r.yaml:39:14: with `per: attendee` each agency on the list owes to come, write recip"
        ),
        ("stops: /held_at", "stops: root", "r.yaml:16:34: `root` does not stop a clock"),
        ("starts: /held_at", "starts: received", "r.yaml:41:21: a limit before a moment needs"),
        ("due_at: /proposed_at", "due_at: then", "r.yaml:16:69: `then` is not a JSON Pointer"),
        ("because: No need", "why: None", "r.yaml:20:66: unknown key `why` in a lapse"),
        (
            "        until: {types: [message.acknowledged], where: {status: [accepted]}}\n", "",
            "r.yaml:22:9: a pause has no `until`, write `until`"
        ),
        (
            "shortfall: held-late", "shortfall: late",
            "r.yaml:26:16: `late` is none of the words expected, write one of: not-delivered, "
        ),
        ("{not-delivered: B2", "{late: B2", "r.yaml:28:14: unknown key `late` in breaks"),
        ("until: 17:00", "until: 08:30", "r.yaml:4:15: 08:30 is not after 08:30, write an end"),
        ("from: 08:30", "from: 8:30", "r.yaml:4:22: `8:30` is not a time of day, write hour"),
        ("factor: 3", "factor: 0", "r.yaml:6:19: 0 is out of range, write a whole number from 1"),
        (
            "at_least: 24 hours", "at_least: 1 day",
            "r.yaml:6:32: a silence is measured by the clock alone, write hours or minutes"
        ),
        (
            "office_hours: {from: 08:30, until: 17:00}\n", "",
            "r.yaml:1:1: rule R6.held opens outside office hours and the pack has none, write `off"
        ),
    ]

    @Test(arguments: [
        (
            "also: [{where: {urgency: [immediate]}, limit: before}]",
            "a limit before a moment needs a clock that starts at that moment"
        ),
        (
            "instead: [{where: {urgency: [routine]}, limit: 2 working days before}]",
            "a limit before a moment needs a clock that starts at that moment"
        ),
    ])
    func `of a limit before a moment that its clock does not name is refused`(
        member: String, fault: String
    ) throws {
        let base = `An overlay`.base.replacing(
            "    also: [{where: {urgency: [immediate]}, limit: 1 hour}]", with: "    \(member)")
        let error = #expect(throws: SourceFaults.self) {
            try RulePack(reading: base, file: "b.yaml")
        }
        let faults = error?.faults.map(\.description) ?? []
        #expect(
            faults.contains { $0.hasPrefix("b.yaml:13:") && $0.contains(fault) }, "\(faults)")
    }

    @Test(arguments: [
        "limit: before", "limit: 2 working days before",
        "also: [{where: {urgency: [immediate]}, limit: 1 working day before}]",
        "instead: [{where: {urgency: [routine]}, limit: before}]",
        "escalates: [{after: 1 working day before, tells: [lead]}]",
    ])
    func `in an overlay of a limit before a moment is refused like one in a pack`(
        member: String
    ) throws {
        let text = `An overlay`.text.replacing("limit: 4 hours", with: member)
        let error = #expect(throws: SourceFaults.self) { try `An overlay`.overlay(text) }
        let faults = error?.faults.map(\.description) ?? []
        #expect(
            faults.contains {
                $0.hasPrefix("o.yaml:8:") && $0.contains("a limit before a moment needs a clock")
            }, "\(faults)")
    }

    @Test(arguments: wrong)
    func `is refused with file, line and column`(text: String, other: String, fault: String) throws
    {
        #expect(`A rule`.text.contains(text))
        let error = #expect(throws: SourceFaults.self) { try `A rule`.reading(text, as: other) }
        let faults = error?.faults.map(\.description) ?? []
        #expect(faults.contains { $0.hasPrefix(fault) }, "\(faults)")
    }
}
