// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Ledger
import Safeguarding
import Testing
import TransparencyLog
import Wire

@Suite struct `What happened` {
    let samples: Samples

    init() throws { samples = try Samples() }

    @Test func `comes back from its entry, whatever its facts`() throws {
        #expect(samples.facts.count == 30)
        for facts in samples.facts {
            let happening = Happening(facts)
            let entry = samples.entry(happening)
            #expect(try entry.happening(origin: Samples.origin) == happening)
            #expect(throws: Never.self) { try canonicalJSON(entry.facts) }
        }
    }

    @Test func `comes back from its entry with every part`() throws {
        let happening = Happening(.judged, parts: samples.parts)
        let entry = samples.entry(happening)
        #expect(entry.parts.count == samples.parts.count)
        #expect(try entry.happening(origin: Samples.origin) == happening)
        for part in entry.parts { #expect(throws: Never.self) { try canonicalJSON(part) } }
    }

    @Test func `says its kind first of all`() throws {
        let kinds = try samples.facts.map { facts in
            try canonicalJSON(samples.entry(Happening(facts)).facts)["kind"]?.string
        }
        #expect(
            kinds == [
                "accepted", "accepted", "issued", "issued", "refused", "refused", "polled",
                "judged", "withdrawn", "withdrawn", "silent", "started", "started", "loaded",
                "loaded", "read", "read", "revoked", "revoked", "settled", "settled",
                "purge-planned", "purge-planned", "purge-approved", "purged", "purged", "purged",
                "purged", "held", "released",
            ])
    }

    @Test func `leaves out what does not apply`() throws {
        let entry = samples.entry(Happening(.accepted(samples.message())))
        let names = try canonicalJSON(entry.facts).members?.map(\.name)
        #expect(
            names == ["config", "iat", "iss", "jti", "kid", "kind", "message", "txn", "type"])
        let full = samples.entry(
            Happening(.accepted(samples.message(full: true)), parts: [samples.parts[0]]))
        #expect(
            try canonicalJSON(full.facts).members?.map(\.name) == [
                "config", "follows", "iat", "iss", "jti", "kid", "kind", "late", "message",
                "parts", "path", "root", "toe", "txn", "type", "via",
            ])
    }

    @Test func `names handoffs and expectations with the log's origin`() throws {
        let step = HandoffStep(handoff: PartName(entry: 3, part: 1), step: .delivered)
        let json = try canonicalJSON(Part.step(step).canonical(origin: LogOrigin(Samples.origin)))
        #expect(json == ["part": "step", "handoff": "baton.example/log/3.1", "step": "delivered"])
        let entry = samples.entry(Happening(.judged, parts: [.step(step)]))
        let fault = #expect(throws: RestoreFault.self) {
            try entry.happening(origin: "other.example/log")
        }
        #expect(fault?.member == "handoff")
    }

    @Test func `logs so many reasons of one refusal and no more`() throws {
        let reasons = (0...RefusedFacts.reasonLimit).map {
            RefusedFacts.Reason(code: "c", place: "/\($0)")
        }
        func facts(_ count: Int) -> RefusedFacts {
            RefusedFacts(
                issuer: samples.police, via: nil, kid: "k", thread: nil, token: nil, type: nil,
                issuedAt: nil, occurredAt: nil, commitment: samples.commitment, configuration: 0,
                reasons: Array(reasons.prefix(count)))
        }
        #expect(facts(RefusedFacts.reasonLimit).reasons.count == RefusedFacts.reasonLimit)
        #expect(facts(RefusedFacts.reasonLimit + 1).reasons == Array(reasons.dropLast()))
    }

    @Test func `logs as many reasons of a refusal as their places leave room for`() {
        let place = String(repeating: "\u{1}", count: 1_000)
        let reasons = (1...9).map { number in
            RefusedFacts.Reason(code: "schema", place: number > 4 ? nil : place)
        }
        // Written as JSON each character has six bytes: two such places fit, and the third ends the list.
        #expect(RefusedFacts.logged(reasons).count == 2)
        #expect(RefusedFacts.logged(Array(reasons.dropFirst(2))).count == 7)
    }
}

@Suite struct `An entry that was altered` {
    let samples: Samples

    init() throws { samples = try Samples() }

    private func altered(facts: String? = nil, parts: [String] = []) throws -> LedgerEntry {
        let entry = samples.entry(Happening(.judged))
        return LedgerEntry(
            restoring: entry.index, at: entry.at, partnership: 1, commitment: entry.commitment,
            secret: entry.secret, facts: facts.map { Array($0.utf8) } ?? entry.facts,
            parts: parts.map { Array($0.utf8) })
    }

    @Test(
        arguments: [
            ("{", "facts"), ("{}", "kind"), (#"{"kind":"gone"}"#, "kind"),
            (#"{"kind":"polled"}"#, "by"), (#"{"kind":"polled","by":7}"#, "agency"),
            (#"{"kind":"polled","by":"police"}"#, "agency"),
            (#"{"kind":"started"}"#, "version"),
            (#"{"down":{"from":1},"kind":"started","version":"1"}"#, "until"),
            (#"{"kind":"read","by":"https://a.example"}"#, "question"),
            (#"{"kind":"accepted"}"#, "iss"), (#"{"kind":"refused"}"#, "iss"),
            (#"{"documents":{"a":"AA"},"kind":"loaded"}"#, "a"),
            (#"{"kind":"loaded","partnerships":{"x":1}}"#, "partnerships"),
            (#"{"kind":"withdrawn","reason":"because"}"#, "reason"),
            (#"{"kind":"withdrawn","reason":"duplicate"}"#, "iss"),
        ])
    func `names the member of its facts that cannot be read`(
        _ facts: String, _ member: String
    ) throws {
        let entry = try altered(facts: facts)
        let fault = #expect(throws: RestoreFault.self) {
            try entry.happening(origin: Samples.origin)
        }
        #expect(fault?.member == member)
    }

    @Test(
        arguments: [
            ("[", "part"), ("{}", "part"), (#"{"part":"other"}"#, "part"),
            (#"{"part":"handoff","why":"habit"}"#, "why"),
            (#"{"part":"handoff","why":"told"}"#, "to"),
            (#"{"part":"exclusion","rule":"dislike"}"#, "rule"),
            (#"{"part":"expectation","force":"strong"}"#, "force"),
            (#"{"break_point":"B0","force":"local","part":"expectation"}"#, "break_point"),
            (#"{"part":"refusal","told":[7]}"#, "agency"),
            (#"{"part":"resubmission"}"#, "refused"),
            (#"{"part":"step","step":"lost"}"#, "step"),
            (#"{"part":"step","step":"delivered"}"#, "handoff"),
            (#"{"part":"verdict","verdict":"maybe"}"#, "verdict"),
            (#"{"part":"verdict","verdict":"met"}"#, "at"),
            (#"{"at":1,"part":"verdict","verdict":"met"}"#, "expectation"),
            (#"{"because":"","part":"verdict","verdict":"paused"}"#, "expectation"),
            (#"{"break_point":"B1","part":"verdict","verdict":"missed"}"#, "shortfall"),
            (#"{"part":"verdict","to":"nobody","verdict":"passed_on"}"#, "agency"),
            (
                #"{"expectation":"baton.example/log/1.1","part":"verdict","#
                    + #""subjects":[-1],"verdict":"partly_met"}"#,
                "subjects"
            ),
        ])
    func `names the member of its part that cannot be read`(
        _ part: String, _ member: String
    ) throws {
        let entry = try altered(parts: [part])
        let fault = #expect(throws: RestoreFault.self) {
            try entry.happening(origin: Samples.origin)
        }
        #expect(fault?.member == member)
    }
}
