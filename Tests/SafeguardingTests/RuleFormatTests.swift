// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Testing
import Wire

/// The members of the format that few rules need.
@Suite struct `A rule` {
    static let text = """
        pack: test-1
        about: A test
        roles: {front-door: Takes referrals, police: Police, night-team: Works at night}
        office_hours: {from: 08:30, until: 17:00}
        undeliverable_after: {immediate: 1 minute, urgent: 2 hours, routine: 1 working day}
        silence: {factor: 3, at_least: 24 hours}
        rules:
          - id: R6
            duty: held
            title: It is held
            opens: {types: [strategy-discussion.requested], sent_by: night-team, outside_hours: true}
            expects: {types: [strategy-discussion.held], attended_by: [police, front-door]}
            owed_by: sender
            owed_to: recipient
            per: message
            clock: {starts: root, stops: /held_at, limit: 24 hours, due_at: /proposed_at}
            instead:
              - {where: {emergency: [true]}, limit: 5 working days}
            lapses:
              - {types: [referral.decided], where: {decision: [advice]}, because: No need}
            pauses:
              - types: [record.corrected]
                because: Another day was asked for
                until: {types: [message.acknowledged], where: {status: [accepted]}}
            tells: [owed_by]
            shortfall: held-late
            break_point: B7
            breaks: {not-delivered: B2, not-acknowledged: B3}
            force: local
            source: Here
            edition: None
            effective: {from: 2020-01-01}
            unverified: true
          - id: R6
            duty: attendance
            title: They come
            opens: {types: [strategy-discussion.held]}
            expects: attendance
            owed_by: recipient
            per: attendee
            clock: {starts: /held_at, stops: received, limit: before}
            tells: [owed_by]
            break_point: B6
            force: local
            source: Here
            edition: None
            effective: {from: 2020-01-01}
            unverified: true
        """

    /// Ends the text with a rule that has other members than the last.
    static func reading(_ text: String, as other: String) throws(SourceFaults) -> RulePack {
        try RulePack(
            reading: Self.text.replacing(text, with: other, maxReplacements: 1), file: "r.yaml")
    }

    @Test func `may say more than most`() throws {
        let pack = try RulePack(reading: Self.text, file: "r.yaml")
        let held = try #require(pack.timescale("R6.held"))
        let (police, frontDoor) = (try Role("police"), try Role("front-door"))
        #expect(held.duty == "held" && held.name == "R6.held")
        #expect(held.opensWhenSentBy?.name == "night-team")
        #expect(held.opensOutsideHours)
        #expect(held.expects.attendedBy == [police, frontDoor])
        #expect(!held.expects.isAttendance && !held.expects.isItself && !held.expects.isAnything)
        #expect(
            held.clock
                == RuleClock(
                    starts: .root, stops: .pointer(JSONPointer(tokens: ["held_at"])),
                    limit: .elapsed(milliseconds: 86_400_000),
                    dueAt: JSONPointer(tokens: ["proposed_at"])))
        #expect(held.limits(for: ["emergency": "true"]) == [.workingDays(5)])
        #expect(
            held.lapses == [
                Lapse(
                    MessagePattern(
                        types: ["referral.decided"], conditions: ["decision": ["advice"]]),
                    because: "No need")
            ])
        #expect(
            held.pauses == [
                Pause(
                    MessagePattern(types: ["record.corrected"]),
                    because: "Another day was asked for",
                    until: MessagePattern(
                        types: ["message.acknowledged"], conditions: ["status": ["accepted"]]))
            ])
        #expect(held.shortfall == .heldLate)
        #expect(
            held.breaks == [.notDelivered: .sentNotReceived, .notAcknowledged: .receivedNotOwned])
        #expect(held.roles.map(\.name).sorted() == ["front-door", "night-team", "police"])
        #expect(!pack.timescales[1].opensOutsideHours)
        #expect(pack.timescales(of: "R6").map(\.name) == ["R6.held", "R6.attendance"])
        #expect(pack.timescale("R6") == nil)
        #expect(pack.base == nil && pack.switchedOff.isEmpty)
    }

    @Test func `may say whose word ends it, and in answer to what`() throws {
        let lapse = "because: No need}"
        let text = Self.text.replacing(
            lapse, with: "sent_by: owed_by, answers: opening, because: No need}")
        let pack = try RulePack(reading: text, file: "r.yaml")
        let read = try #require(pack.timescale("R6.held")?.lapses.first)
        #expect(read.isByDebtor && read.answersOpening)
        for (key, word) in [("sent_by", "owed_by"), ("answers", "opening")] {
            let error = #expect(throws: SourceFaults.self) {
                try RulePack(
                    reading: Self.text.replacing(lapse, with: "\(key): police, \(lapse)"),
                    file: "r.yaml")
            }
            #expect(
                error?.faults.map(\.description)
                    == ["r.yaml:20:75: `\(key)` of a lapse can have one value, write \(word)"])
        }
    }

    @Test func `looks at the message that opens it, where nothing else is expected`() throws {
        let pack = try RulePack(reading: Self.text, file: "r.yaml")
        let attendance = try #require(pack.timescale("R6.attendance")).expects
        #expect(attendance.isAttendance && !attendance.isAnything)
        #expect(attendance.pattern.types == ["strategy-discussion.held"])
        let itself = try Self.reading(
            "expects: {types: [strategy-discussion.held], attended_by: [police, front-door]}",
            as: "expects: itself")
        let held = try #require(itself.timescale("R6.held")).expects
        #expect(held.isItself)
        #expect(held.pattern.types == ["strategy-discussion.requested"])
    }

    @Test func `may be owed by whom the message names`() throws {
        let text = Self.text.replacing("owed_by: sender", with: "owed_by: /lead/agency")
        #expect(text != Self.text)
        let holders = try RulePack(reading: text, file: "r.yaml").timescales.map(\.owedBy)
        #expect(holders.contains(.named(JSONPointer(tokens: ["lead", "agency"]))))
        #expect(holders.map(\.description).contains("/lead/agency"))
        #expect(throws: SourceFaults.self) {
            try RulePack(
                reading: text.replacing("/lead/agency", with: "/lead~agency"), file: "r.yaml")
        }
    }

    @Test(arguments: [("refusal", Opening.refusal), ("silence", .silence)])
    func `may be opened by what is no accepted message`(word: String, opening: Opening) throws {
        let opens =
            "opens: {types: [strategy-discussion.requested], sent_by: night-team, "
            + "outside_hours: true}"
        let expects =
            "expects: {types: [strategy-discussion.held], attended_by: [police, "
            + "front-door]}"
        let text = Self.text.replacing(opens, with: "opens: \(word)")
            .replacing(expects, with: "expects: anything")
        let rule = try #require(RulePack(reading: text, file: "r.yaml").timescale("R6.held"))
        #expect(rule.opens == opening)
        #expect(rule.opens.pattern == nil)
        #expect(rule.expects.isAnything)
        let error = #expect(throws: SourceFaults.self) {
            try RulePack(
                reading: text.replacing("anything", with: "itself"), file: "r.yaml")
        }
        #expect(error?.faults.first?.what == "no message opens this rule")
    }

    @Test func `may have one expectation for each of several roles`() throws {
        let pack = try RulePack(
            reading: Self.text.replacing("attended_by:", with: "each_to:")
                .replacing("per: message", with: "per: role"), file: "r.yaml")
        let held = try #require(pack.timescale("R6.held"))
        #expect(held.expects.eachTo.map(\.name) == ["police", "front-door"])
        #expect(held.per == .role)
        #expect(held.roles.count == 3)
    }

    @Test func `comes with what its pack says of hours and of silence`() throws {
        let pack = try RulePack(reading: Self.text, file: "r.yaml")
        let hours = try #require(pack.officeHours)
        let calendar = try Shipped.calendar("england-and-wales")
        func isOutside(_ text: String) throws -> Bool {
            try hours.isOutside(moment(text), calendar: calendar)
        }
        #expect(try isOutside("2026-07-01T07:29:59Z"))
        #expect(try !isOutside("2026-07-01T07:30:00Z"))
        #expect(try !isOutside("2026-07-01T15:59:59Z"))
        #expect(try isOutside("2026-07-01T16:00:00Z"))
        #expect(try isOutside("2026-04-03T12:00:00Z"))
        #expect(try isOutside("2026-07-04T12:00:00Z"))
        #expect(throws: CalendarError.self) { try isOutside("2036-07-04T12:00:00Z") }
        let day: Int64 = 86_400_000
        #expect(pack.silence == SilenceLimit(factor: 3, leastMilliseconds: day))
        #expect(pack.silence?.milliseconds(usualInterval: day / 4) == day)
        #expect(pack.silence?.milliseconds(usualInterval: day) == 3 * day)
        #expect(pack.silence?.milliseconds(usualInterval: .max) == .max)
    }

    @Test func `has a duty's name of so many bytes and no more`() throws {
        let longest = String(repeating: "a", count: 32)
        #expect(try Self.reading("duty: held", as: "duty: \(longest)").timescales.count == 2)
        #expect(throws: SourceFaults.self) {
            try Self.reading("duty: held", as: "duty: \(longest)a")
        }
    }

    @Test func `opened by silence needs its pack to say how long`() throws {
        let text = Self.text.replacing("silence: {factor: 3, at_least: 24 hours}\n", with: "")
            .replacing("opens: {types: [strategy-discussion.held]}", with: "opens: silence")
            .replacing("expects: attendance", with: "expects: anything")
            .replacing("per: attendee", with: "per: message")
        let error = #expect(throws: SourceFaults.self) {
            try RulePack(reading: text, file: "r.yaml")
        }
        #expect(
            error?.faults.map(\.description) == [
                "r.yaml:1:1: rule R6.attendance opens by silence and the pack does not say how "
                    + "long, write `silence`"
            ])
    }
}
