// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Intake
import Ledger
import Routing
import Safeguarding
import Signing
import TransparencyLog

/// Facts and parts of every kind, sparse and full.
struct Samples {
    static let origin = "baton.example/log"
    /// 2026-11-25T09:00:00Z.
    static let now = Instant(milliseconds: 1_795_597_200_000)
    static let secret = [UInt8](0..<32)

    let police: AgencyID
    let council: AgencyID
    let school: AgencyID
    let thread: ThreadID
    let token: TokenID
    let role: Role
    let partnership: PartnershipID

    init() throws {
        police = try AgencyID("https://police.example")
        council = try AgencyID("https://council.example")
        school = try AgencyID("https://school.example")
        thread = try ThreadID("0199c1f0-8f3e-7c11-9a55-3f0e2d7c1a00")
        token = try TokenID("a-referral-of-the-sample")
        role = try Role("front-door")
        partnership = try PartnershipID("https://baton.example/p/sunderland")
    }

    var commitment: SHA256Digest { SHA256.digest(of: [1]) }

    /// Facts of a message, with everything that may be absent, or with all of it.
    func message(full: Bool = false) -> MessageFacts {
        MessageFacts(
            issuer: police, via: full ? council : nil, kid: "police-1", thread: thread,
            token: token, type: EventType(name: "referral.made", major: 1),
            issuedAt: 1_795_597_199, occurredAt: full ? 1_795_500_000 : nil,
            late: full ? [.issuedLongAgo, .entry] : [], commitment: commitment, configuration: 1,
            follows: full ? 4 : nil, root: full ? 3 : nil,
            path: full ? [SHA256.digest(of: [6]), SHA256.digest(of: [7])] : [])
    }

    private func refused(full: Bool) -> RefusedFacts {
        RefusedFacts(
            issuer: police, via: full ? council : nil, kid: "police-1",
            thread: full ? thread : nil, token: full ? token : nil,
            type: full ? EventType(name: "referral.made", major: 2) : nil,
            issuedAt: full ? 9_007_199_254_740_992 : nil, occurredAt: full ? 0 : nil,
            commitment: commitment, configuration: 1,
            reasons: full
                ? [
                    .init(code: "missing_claim", place: "sub_id"),
                    .init(code: "schema_violation", place: "/a~1b/0/é"),
                    .init(code: "unknown_answered", place: nil),
                ] : [.init(code: "payload_not_json", place: nil)])
    }

    /// Facts of every kind.
    var facts: [Facts] {
        [
            .accepted(message()), .accepted(message(full: true)), .issued(message()),
            .issued(message(full: true)), .refused(refused(full: false)),
            .refused(refused(full: true)), .polled(by: council), .judged,
            .withdrawn(
                WithdrawnFacts(
                    issuer: police, refused: 4, thread: thread, token: token,
                    reason: .sentOtherwise)),
            .withdrawn(
                WithdrawnFacts(
                    issuer: police, refused: 0, thread: nil, token: nil, reason: .sentInError)),
            .silent(
                SilenceFacts(
                    agency: council, since: Self.now, usualMilliseconds: 1,
                    limitMilliseconds: 2)),
            .started(version: "1.0.0", down: nil),
            .started(
                version: "1.0.0-é\"\\",
                down: Interval(from: Instant(milliseconds: -5), until: Self.now)),
            .loaded(LoadedFacts(documents: [:], newAgencies: [:], partnerships: [:])),
            .loaded(
                LoadedFacts(
                    documents: [
                        "configuration": SHA256.digest(of: [2]),
                        "rules:england-2026.1": SHA256.digest(of: [3]),
                    ], newAgencies: [1: police, 2: council], partnerships: [7: partnership])),
            .read(ReadFacts(agency: council, person: nil, question: "audit/missed")),
            .read(
                ReadFacts(
                    agency: council, person: "staff-7", question: "message", thread: thread,
                    message: 12, purpose: "case review", reference: "CR/2026/1",
                    given: ["from": "2026-01-01", "said": #""kind":"read""#])),
            .revoked(RevokedFacts(agency: council, kid: "key-1", revokedAt: Self.now)),
            .revoked(
                RevokedFacts(
                    agency: council, kid: "key-1", revokedAt: Self.now,
                    certificate: SHA256.digest(of: [4]), list: SHA256.digest(of: [5]))),
            .settled(SettledFacts(clear: [], revoked: [])),
            .settled(SettledFacts(clear: [1, 2], revoked: [3])),
        ] + retention.map(Facts.retention)
    }

    private var retention: [RetentionFacts] {
        let person = ActingPerson(agency: council, person: "staff-7", reference: "R/1")
        return [
            .planned(
                PlannedFacts(by: person, until: Self.now, due: ["a": 2], heldBack: ["b": 1])),
            .planned(
                PlannedFacts(
                    by: person, until: Self.now, due: [:], heldBack: [:], factsDue: 3)),
            .approved(plan: 7, by: ActingPerson(agency: council, person: "staff-8")),
            .purged(
                PurgedFacts(
                    cause: .retention, plan: 7, approval: 8, purged: ["a": 1], kept: 1, through: 5,
                    isLast: false)),
            .purged(PurgedFacts(cause: .listed, purged: ["listed": 1])),
            .purged(
                PurgedFacts(
                    cause: .retention, plan: 7, approval: 8, purged: [:], forgotten: 2, through: 5,
                    factsThrough: 9)),
            .purged(
                PurgedFacts(
                    cause: .retention, plan: 7, approval: 8, purged: ["a": 1], kept: 2,
                    damaged: [3, 5], through: 5)),
            .held(thread, by: person), .released(thread, by: person),
        ]
    }

    /// Terms of an expectation.
    func terms(_ force: Force = .guidance, unverified: Bool = true, subjects: [Int] = [])
        -> Expectation.Terms
    {
        Expectation.Terms(
            rule: "R1", pack: "england-2026.1", calendar: "england-and-wales@2025-11-24",
            isUnverified: unverified, force: force, breakPoint: .receivedNotOwned,
            owedBy: council, owedTo: police, expects: ["message.acknowledged"], from: Self.now,
            due: Self.now.adding(milliseconds: 3_600_000), subjects: subjects)
    }

    /// Terms of an expectation before an event.
    private var countedBack: Expectation.Terms {
        Expectation.Terms(
            rule: "R10", duty: "reported", pack: "england-2026.1",
            calendar: "england-and-wales@2025-11-24", isUnverified: true, force: .local,
            breakPoint: .invitedDidNotCome, owedBy: council, owedTo: police,
            expects: ["conference.reported"],
            from: Self.now, due: Self.now.adding(milliseconds: 3_600_000),
            countedBackFrom: Self.now.adding(milliseconds: 7_200_000), subjects: [])
    }

    /// Parts of every kind.
    var parts: [Part] {
        routings + handoffs + exclusions + expectations + steps + verdicts + refusals
    }

    private var refusals: [Part] {
        [
            .refusal(RefusalPart(told: [])),
            .refusal(RefusalPart(told: [council, school], isRestricted: true)), .resubmission(7),
            .amendment(AmendmentPart(message: 4, kind: .corrected)),
            .amendment(AmendmentPart(message: 5, kind: .retracted)),
            .due(DuePart(retentionClass: "a", entries: [1, 2])),
            .due(DuePart(retentionClass: "b", entries: [])),
            .purged(PurgedPart(entry: 5, commitment: commitment)),
            .factsDue(FactsDuePart(entries: [1, 2])),
            .forgotten(ForgottenPart(entry: 5, commitment: commitment)),
        ]
    }

    private var routings: [Part] {
        [
            .routing(RoutingPart(recipients: [])),
            .routing(
                RoutingPart(
                    recipients: [council, police],
                    absent: [AbsentDutyHolder(agency: school, role: role, rule: "R1")],
                    unjudged: ["R2", "R3"], overdueAgreements: ["isa-1", "isa-2"],
                    isRestricted: true)),
        ]
    }

    private var handoffs: [Part] {
        let reasons: [Recipient.Reason] = [.addressed, .subscribed, .answered, .root, .told]
        return reasons.map {
            .handoff(Recipient(agency: council, reason: $0, agreement: nil))
        } + [.handoff(Recipient(agency: council, reason: .addressed, agreement: "isa-1"))]
    }

    private var exclusions: [Part] {
        let rules: [Exclusion.Rule] = [.noAgreement, .restrictedOperation, .dutyHolderNotReached]
        return rules.flatMap { rule in
            [true, false].map {
                .exclusion(Exclusion(agency: school, rule: rule, wasAddressed: $0))
            }
        }
    }

    private var expectations: [Part] {
        Force.allCases.map { .expectation(terms($0)) }
            + [
                .expectation(terms(unverified: false, subjects: [0, 2])), .expectation(countedBack),
            ]
    }

    private var steps: [Part] {
        let steps: [Handoff.Step] = [
            .delivered, .acknowledged, .answered, .refused, .undeliverable,
        ]
        return steps.map { .step(HandoffStep(handoff: PartName(entry: 3, part: 1), step: $0)) }
            + [
                .step(
                    HandoffStep(
                        handoff: PartName(entry: 3, part: 1), step: .refused,
                        error: "jwtAud: \u{1F4A5}"))
            ]
    }

    private var verdicts: [Part] {
        let steps: [Expectation.Step] = [
            .partlyMet(subjects: [1, 2]), .met(at: Self.now),
            .missed(Expectation.Miss(.notDelivered, .sentNotReceived), next: Self.now),
            .missed(Expectation.Miss(.absent, .invitedDidNotCome), next: nil),
            .missed(
                Expectation.Miss(.notDelivered, .sentNotReceived, isDigested: true), next: nil),
            .metLate(at: Self.now), .withdrawn(because: "duplicate"),
            .notApplicable(because: "declined"), .reopened(because: "wrong-child"),
            .reopened(because: "wrong-child", next: Self.now),
            .paused(because: "court"), .resumed(due: Self.now), .passedOn(to: council),
            .escalated(rung: 1, next: Self.now), .escalated(rung: 2, next: nil),
        ]
        return steps.map {
            .verdict(ExpectationStep(expectation: PartName(entry: 3, part: 4), step: $0))
        }
    }

    /// An entry of a happening.
    func entry(_ happening: Happening, index: Int64 = 3, secret: [UInt8] = secret) -> LedgerEntry {
        LedgerEntry(
            happening, index: index, at: Self.now, partnership: 1, origin: LogOrigin(Self.origin),
            secret: secret)
    }

    /// An entry with so many parts.
    func entry(parts: Int) -> LedgerEntry {
        entry(Happening(.accepted(message()), parts: Array(self.parts.prefix(parts))))
    }
}
