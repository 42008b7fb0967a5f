// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Intake
import Ledger
import Routing
import Safeguarding
import Signing
import TransparencyLog

/// One thread as a store would give it: the police refer to council and health, the school falls
/// out; health's system refuses, the council takes, misses its hour and acknowledges late.
struct CaseFile {
    static let origin = "baton.example/log"

    let police: AgencyID
    let council: AgencyID
    let health: AgencyID
    let school: AgencyID
    let manager: AgencyID
    let thread: ThreadID
    /// Whether the police restricted the thread.
    let isRestricted: Bool
    /// The number of the thread's partnership.
    let partnership = 1

    init(restricted: Bool = false) throws {
        police = try AgencyID("https://police.example")
        council = try AgencyID("https://council.example")
        health = try AgencyID("https://health.example")
        school = try AgencyID("https://school.example")
        manager = try AgencyID("https://sscp.example")
        thread = try ThreadID("0199c1f0-8f3e-7c11-9a55-3f0e2d7c1a00")
        isRestricted = restricted
    }

    static func time(_ minute: Int64) -> Instant {
        Instant(milliseconds: 1_795_597_200_000 + minute * 60_000)
    }

    private func facts(
        _ number: Int, _ type: String, from issuer: AgencyID, follows: Int64?
    ) throws -> MessageFacts {
        MessageFacts(
            issuer: issuer, via: nil, kid: "key-1", thread: thread,
            token: try TokenID("message-number-\(number)"), type: EventType(name: type, major: 1),
            issuedAt: Self.time(0).seconds, occurredAt: nil,
            late: number == 1 ? [.issuedLongAgo] : [],
            commitment: SHA256.digest(of: [UInt8(number)]), configuration: 1, follows: follows,
            root: follows)
    }

    private func entry(_ happening: Happening, _ index: Int64, minute: Int64) -> LedgerEntry {
        LedgerEntry(
            happening, index: index, at: Self.time(minute), partnership: partnership,
            origin: LogOrigin(Self.origin), secret: [UInt8](repeating: UInt8(index), count: 32))
    }

    /// The terms of what the council owes.
    var terms: Expectation.Terms {
        Expectation.Terms(
            rule: "R1", pack: "england-2026.1", calendar: "england-and-wales@2025-11-24",
            isUnverified: true, force: .guidance, breakPoint: .receivedNotOwned, owedBy: council,
            owedTo: police, expects: ["message.acknowledged"], from: Self.time(0),
            due: Self.time(60), subjects: [])
    }

    private var absent: AbsentDutyHolder {
        get throws {
            AbsentDutyHolder(agency: school, role: try Role("designated-lead"), rule: "R9")
        }
    }

    private var recipients: [Recipient] {
        [
            Recipient(agency: council, reason: .addressed, agreement: "isa-1"),
            Recipient(agency: health, reason: .addressed, agreement: "isa-1"),
        ]
    }

    private func referralParts() throws -> [Part] {
        let routing = RoutingPart(
            recipients: [council, health], absent: [try absent], overdueAgreements: ["isa-1"],
            isRestricted: isRestricted)
        let exclusion = Exclusion(agency: school, rule: .noAgreement, wasAddressed: true)
        return [.routing(routing)] + recipients.map(Part.handoff)
            + [.exclusion(exclusion), .expectation(terms)]
    }

    /// Every entry of the thread, with what it says: the referral, health's refusal, the council's
    /// delivery, the miss, the acknowledgement.
    func happenings() throws -> [(entry: LedgerEntry, happening: Happening)] {
        let referral = Happening(
            .accepted(try facts(1, "referral.made", from: police, follows: nil)),
            parts: try referralParts())
        let refusal = Happening(
            .polled(by: health), parts: [step(2, .refused, error: "invalid_key")])
        let delivery = Happening(.polled(by: council), parts: [step(1, .delivered)])
        let miss = Happening(
            .judged,
            parts: [
                .verdict(
                    ExpectationStep(expectation: PartName(entry: 2, part: 4), step: Self.missed))
            ])
        let answer = Happening(
            .accepted(try facts(2, "message.acknowledged", from: council, follows: 2)),
            parts: [
                .routing(RoutingPart(recipients: [police], isRestricted: isRestricted)),
                .handoff(Recipient(agency: police, reason: .answered, agreement: nil)),
                step(1, .acknowledged),
                .verdict(
                    ExpectationStep(
                        expectation: PartName(entry: 2, part: 4), step: .metLate(at: Self.time(90)))
                ),
            ])
        let minutes: [Int64] = [0, 5, 10, 60, 90]
        return [referral, refusal, delivery, miss, answer].enumerated().map { number, happening in
            let index = Int64(number) + 2
            return (entry(happening, index, minute: minutes[number]), happening)
        }
    }

    private func step(_ part: Int, _ step: Handoff.Step, error: String? = nil) -> Part {
        .step(
            HandoffStep(handoff: PartName(entry: 2, part: part), step: step, error: error))
    }

    /// The messages, in log order.
    func messages() throws -> [MessageRecord] {
        try happenings().filter { pair in
            if case .accepted = pair.happening.facts { return true }
            return false
        }.map { pair in
            MessageRecord(
                restoring: pair.entry, happening: pair.happening, key: nil, ciphertext: nil,
                particulars: nil, repetitions: 0)
        }
    }

    /// The handoffs of both messages.
    func handoffs() -> [HandoffRecord] {
        var toCouncil = Handoff(to: council, routedAt: Self.time(0))
        _ = toCouncil.take(.delivered, at: Self.time(10))
        _ = toCouncil.take(.acknowledged, at: Self.time(90))
        var toHealth = Handoff(to: health, routedAt: Self.time(0))
        _ = toHealth.take(.refused, at: Self.time(5))
        return [
            HandoffRecord(
                restoring: PartName(entry: 2, part: 1), handoff: toCouncil,
                recipient: recipients[0],
                steps: [
                    .delivered: PartName(entry: 4, part: 0),
                    .acknowledged: PartName(entry: 6, part: 2),
                ]),
            HandoffRecord(
                restoring: PartName(entry: 2, part: 2), handoff: toHealth,
                recipient: recipients[1], steps: [.refused: PartName(entry: 3, part: 0)]),
            HandoffRecord(
                restoring: PartName(entry: 6, part: 1),
                handoff: Handoff(to: police, routedAt: Self.time(90)),
                recipient: Recipient(agency: police, reason: .answered, agreement: nil), steps: [:]),
        ]
    }

    /// How the council missed it.
    static let missed = Expectation.Step.missed(
        Expectation.Miss(.neverSent, .receivedNotOwned), next: nil)

    /// What the council owed.
    func expectation(
        partnership: Int = 1, verdict: Expectation.Verdict? = nil, terms: Expectation.Terms? = nil,
        name: PartName = PartName(entry: 2, part: 4)
    ) throws -> ExpectationRecord {
        ExpectationRecord(
            restoring: name,
            expectation: Expectation(
                restoring: terms ?? self.terms,
                verdict: verdict ?? .metLate(at: Self.time(90), missed: Self.time(60)),
                outstanding: []),
            verdicts: [PartName(entry: 5, part: 0), PartName(entry: 6, part: 3)],
            opener: ExpectationRecord.Opener(
                thread: thread, issuer: police, token: try TokenID("message-number-1"),
                type: EventType(name: "referral.made", major: 1), root: 2,
                partnership: partnership, isRestricted: isRestricted, at: Self.time(0)))
    }

    /// What proves all of it.
    func proofs() throws -> Proofs {
        Proofs(try happenings().map(\.entry), origin: LogOrigin(Self.origin))
    }

    /// The report of the thread for a viewer.
    func report(for viewer: Viewer) throws -> ThreadReport? {
        ThreadReport(
            thread, messages: try messages(), handoffs: handoffs(),
            expectations: [try expectation()], for: viewer)
    }

    /// The partnership's own eyes.
    var overseer: Viewer { .overseer(manager, partnerships: [1]) }

    /// Every agency that has to do with the thread.
    var parties: [AgencyID] { [police, council, health, school] }
}
