// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Routing
import Safeguarding
import Signing
import Testing
import Wire

@Suite struct `The report of a message` {
    let file: CaseFile
    let referral: MessageRecord

    init() throws {
        file = try CaseFile()
        referral = try file.messages()[0]
    }

    private var handoffs: [HandoffRecord] { Array(file.handoffs().prefix(2)) }

    @Test func `shows the sender each recipient, the excluded and the attempts`() throws {
        let report = try #require(MessageReport(referral, handoffs: handoffs, for: file.police))
        let json = report.json(try file.proofs())
        let recipients = try #require(json["recipients"]?.array)
        #expect(recipients.map { $0["state"] } == ["acknowledged", "refused"])
        #expect(recipients[0]["handoff"] == "baton.example/log/2.1")
        #expect(recipients[0]["routed_at"] == "2026-11-25T09:00:00Z")
        #expect(recipients[0]["delivered_at"] == "2026-11-25T09:10:00Z")
        #expect(recipients[0]["acknowledged_at"] == "2026-11-25T10:30:00Z")
        #expect(recipients[0]["answered_at"] == nil && recipients[0]["refused_at"] == nil)
        #expect(
            json["excluded"] == [["agency": "https://school.example", "rule": "no-agreement"]])
        #expect(json["overdue_agreements"] == ["isa-1"])
        #expect(
            json["attempts"] == [
                [
                    "agency": "https://health.example", "at": "2026-11-25T09:05:00Z",
                    "outcome": "refused",
                ]
            ])
        #expect(json["proof"]?["part"]?["part"] == "routing")
        #expect(json["state"] == "refused")
        #expect(report.provingEntries == [2, 3, 4, 6])
    }

    @Test func `shows a recipient its own handoff alone`() throws {
        let report = try #require(MessageReport(referral, handoffs: handoffs, for: file.council))
        let json = report.json(try file.proofs())
        #expect(json["recipients"]?.array?.map { $0["agency"] } == ["https://council.example"])
        #expect(json["excluded"] == [] && json["attempts"] == [])
        #expect(json["overdue_agreements"] == [])
        #expect(json["proof"]?["index"] == 2)
        #expect(json["proof"]?["part"] == nil, "the routing is the sender's")
        #expect(json["state"] == "acknowledged")
        #expect(!json.text.contains(file.health.uri) && !json.text.contains(file.school.uri))
        #expect(report.provingEntries == [2, 4, 6])
    }

    @Test func `proves each handoff and each step by its part`() throws {
        let report = try #require(MessageReport(referral, handoffs: handoffs, for: file.council))
        let handoff = try #require(report.json(file.proofs())["recipients"]?.array?.first)
        #expect(handoff["proof"]?["part"]?["to"] == "https://council.example")
        #expect(handoff["steps"]?.array?.map { $0["step"] } == ["delivered", "acknowledged"])
        #expect(
            handoff["steps"]?.array?.map { $0["proof"]?["part"]?["step"] }
                == ["delivered", "acknowledged"])
    }

    @Test func `is none for anyone else, who oversees or was excluded`() {
        for agency in [file.school, file.manager] {
            #expect(MessageReport(referral, handoffs: handoffs, for: agency) == nil)
        }
    }

    @Test func `is none of a refused message`() throws {
        let refused = Happening(
            .refused(
                RefusedFacts(
                    issuer: file.police, via: nil, kid: "k", thread: nil, token: nil, type: nil,
                    issuedAt: nil, occurredAt: nil, commitment: SHA256.digest(of: []),
                    configuration: 0, reasons: [])))
        let record = MessageRecord(
            restoring: referral.entry, happening: refused, key: nil, ciphertext: nil,
            particulars: nil, repetitions: 0)
        #expect(MessageReport(record, handoffs: [], for: file.police) == nil)
        #expect(record.facts == nil && record.routing == nil)
    }

    @Test func `never calls delivered to nobody a success`() throws {
        let report = try #require(MessageReport(referral, handoffs: [], for: file.police))
        #expect(report.state == "unrouted")
    }

    @Test(
        arguments: [
            ([.delivered, .answered], "delivered"), ([.answered, .acknowledged], "acknowledged"),
            ([.acknowledged, .undeliverable], "undeliverable"),
            ([.undeliverable, .refused], "refused"), ([.answered, .answered], "answered"),
        ] as [([Handoff.Step], String)])
    func `stands where the least of its recipients stands`(
        _ steps: [Handoff.Step], _ state: String
    ) throws {
        let records = steps.enumerated().map { number, step in
            var handoff = Handoff(to: file.council, routedAt: CaseFile.time(0))
            _ = handoff.take(step, at: CaseFile.time(1))
            return HandoffRecord(
                restoring: PartName(entry: 2, part: number + 1), handoff: handoff,
                recipient: Recipient(agency: file.council, reason: .addressed, agreement: nil),
                steps: [:])
        }
        let report = try #require(MessageReport(referral, handoffs: records, for: file.police))
        #expect(report.state == state)
        let waiting = HandoffRecord(
            restoring: PartName(entry: 2, part: 9),
            handoff: Handoff(to: file.health, routedAt: CaseFile.time(0)),
            recipient: Recipient(agency: file.health, reason: .addressed, agreement: nil),
            steps: [:])
        let withWaiting = try #require(
            MessageReport(referral, handoffs: records + [waiting], for: file.police))
        let isWorse = ["undeliverable", "refused"].contains(state)
        #expect(withWaiting.state == (isWorse ? state : "routed"))
    }

    @Test func `has a line for lists`() throws {
        let report = try #require(MessageReport(referral, handoffs: handoffs, for: file.police))
        #expect(
            report.summary() == [
                "iss": "https://police.example", "jti": "message-number-1",
                "txn": .string(file.thread.text), "type": "referral.made", "state": "refused",
                "at": "2026-11-25T09:00:00Z", "index": 2, "late": ["iat"],
            ])
    }
}
