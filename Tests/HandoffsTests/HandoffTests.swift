// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Safeguarding
import Testing

@Suite struct `A handoff` {
    private let council: AgencyID
    private let routed = Instant(milliseconds: 1_000)
    private let first = Instant(milliseconds: 2_000)
    private let second = Instant(milliseconds: 3_000)

    init() throws { council = try AgencyID("https://council.example") }

    private func handoff(after steps: Handoff.Step...) -> Handoff {
        var handoff = Handoff(to: council, routedAt: routed)
        for step in steps { _ = handoff.take(step, at: first) }
        return handoff
    }

    @Test func `waits in the mailbox when it is opened`() {
        let handoff = handoff()
        #expect(handoff.state == .routed)
        #expect(handoff.isInMailbox)
        #expect(handoff.recipient == council)
        #expect(handoff.routedAt == routed)
        let times = [
            handoff.deliveredAt, handoff.acknowledgedAt, handoff.answeredAt, handoff.refusedAt,
            handoff.undeliverableAt,
        ]
        #expect(times == [nil, nil, nil, nil, nil])
    }

    @Test(
        arguments: [
            (.delivered, .delivered, false), (.acknowledged, .acknowledged, true),
            (.answered, .answered, true), (.refused, .refused, true),
            (.undeliverable, .undeliverable, true),
        ] as [(Handoff.Step, Handoff.State, Bool)])
    func `gets as far as each step takes it`(
        _ step: Handoff.Step, _ state: Handoff.State, _ isInMailbox: Bool
    ) {
        var handoff = handoff()
        #expect(handoff.take(step, at: first) == step)
        #expect(handoff.state == state)
        #expect(handoff.isInMailbox == isInMailbox)
        #expect(Self.time(of: step, in: handoff) == first)
    }

    @Test(arguments: [Handoff.Step.delivered, .acknowledged, .answered, .undeliverable])
    func `takes a step once and keeps its first time`(_ step: Handoff.Step) {
        var handoff = handoff(after: step)
        let before = handoff
        #expect(handoff.take(step, at: second) == nil)
        #expect(handoff == before)
        #expect(Self.time(of: step, in: handoff) == first)
    }

    @Test func `is refused as often as it is, and keeps the last time`() {
        var handoff = handoff(after: .refused)
        #expect(handoff.take(.refused, at: second) == .refused)
        #expect(handoff.refusedAt == second)
        #expect(handoff.state == .refused)
        #expect(handoff.isInMailbox)
    }

    @Test func `is delivered after a refusal, when the system takes it after all`() {
        var handoff = handoff(after: .refused)
        #expect(handoff.take(.delivered, at: second) == .delivered)
        #expect(handoff.state == .delivered)
        #expect(handoff.refusedAt == first)
        #expect(handoff.deliveredAt == second)
        #expect(!handoff.isInMailbox)
    }

    @Test func `is neither refused nor undeliverable once it was delivered`() {
        var handoff = handoff(after: .delivered)
        #expect(handoff.take(.refused, at: second) == nil)
        #expect(handoff.take(.undeliverable, at: second) == nil)
        #expect(handoff.state == .delivered)
        #expect(handoff.refusedAt == nil && handoff.undeliverableAt == nil)
    }

    @Test func `stays in the mailbox when it is undeliverable, and can still be delivered`() {
        var handoff = handoff(after: .undeliverable)
        #expect(handoff.isInMailbox)
        #expect(handoff.take(.refused, at: second) == .refused)
        #expect(handoff.state == .refused)
        #expect(handoff.take(.delivered, at: second) == .delivered)
        #expect(handoff.state == .delivered)
        #expect(handoff.undeliverableAt == first)
    }

    @Test func `is acknowledged by a signature even before the system said that it has it`() {
        var handoff = handoff(after: .acknowledged)
        #expect(handoff.state == .acknowledged)
        #expect(handoff.isInMailbox, "the message is still handed out")
        #expect(handoff.take(.delivered, at: second) == .delivered)
        #expect(handoff.state == .acknowledged)
    }

    @Test func `is answered in whichever order the answers come`() {
        #expect(handoff(after: .delivered, .acknowledged, .answered).state == .answered)
        #expect(handoff(after: .answered, .acknowledged, .delivered).state == .answered)
        #expect(handoff(after: .answered, .undeliverable, .refused).state == .answered)
    }

    @Test func `has each of its states`() {
        let steps: [Handoff.Step] = [
            .delivered, .acknowledged, .answered, .refused, .undeliverable,
        ]
        let states = [handoff()] + steps.map { handoff(after: $0) }
        #expect(Set(states.map(\.state)) == Set(Handoff.State.allCases))
    }

    private static func time(of step: Handoff.Step, in handoff: Handoff) -> Instant? {
        switch step {
        case .delivered: handoff.deliveredAt
        case .acknowledged: handoff.acknowledgedAt
        case .answered: handoff.answeredAt
        case .refused: handoff.refusedAt
        case .undeliverable: handoff.undeliverableAt
        }
    }
}
