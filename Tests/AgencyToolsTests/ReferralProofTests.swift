// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Testing
import Wire

@testable import AgencyTools

/// What the proof of a list of referrals finds, by hand-made entries; the whole way is walked by
/// `ProvenReferralsTests` of WebTests.
@Suite struct `A referral that is reckoned from the log` {
    private let council = "https://sunderland.council.example"
    private let police = "https://northumbria.police.example"

    private func node(_ text: String) throws -> JSONNode { try JSONDocument(parsing: text).root }

    private func entry(
        _ index: Int64, at: Int64, _ facts: String?, _ parts: [String] = [],
        withheld: String? = nil
    ) throws -> LoggedEntry {
        let nodes = try parts.map { try node($0) }
        return LoggedEntry(
            index: index, at: at, facts: try facts.map(node),
            parts: Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($0, $1) }),
            withheld: withheld)
    }

    private var facts: String {
        """
        {"kind":"accepted","iss":"\(police)","jti":"j","txn":"t",\
        "type":"https://w3id.org/baton/event/referral.made/v1"}
        """
    }

    private var opening: [String] {
        [
            #"{"part":"routing","recipients":["\#(council)"]}"#,
            #"{"part":"handoff","to":"\#(council)","why":"addressed"}"#,
        ]
    }

    private func step(_ word: String) -> String {
        #"{"part":"step","handoff":"o/4.1","step":"\#(word)"}"#
    }

    private func told(
        state: String, _ times: String = "", amended: String = ""
    ) throws -> JSONNode {
        try node(
            """
            {"index":4,"iss":"\(police)","jti":"j","txn":"t","type":"referral.made",\
            "received_at":"1970-01-01T00:00:00.100Z","verdict":"none","expectations":[]\(amended),\
            "handoffs":[{"handoff":"o/4.1","agency":"\(council)","state":"\(state)",\
            "routed_at":"1970-01-01T00:00:00.100Z"\(times)}]}
            """)
    }

    private func proof(_ later: [LoggedEntry] = []) throws -> ReferralProof {
        var proof = ReferralProof(ReferralChoice())
        try proof.take(try entry(4, at: 100, facts, opening))
        for entry in later { try proof.take(entry) }
        return proof
    }

    private func compare(
        _ told: JSONNode, _ later: [LoggedEntry] = [], before size: UInt64 = 10
    ) throws -> ProofComparison {
        try proof(later).compare([told], withheld: 0, before: size)
    }

    @Test func `takes each step at its first time, and a refusal at its last`() throws {
        let steps = [
            try entry(5, at: 200, #"{"kind":"polled"}"#, [step("refused")]),
            try entry(6, at: 300, #"{"kind":"polled"}"#, [step("refused")]),
            try entry(7, at: 400, #"{"kind":"polled"}"#, [step("delivered")]),
            try entry(8, at: 500, #"{"kind":"accepted"}"#, [step("acknowledged")]),
        ]
        let times =
            #","refused_at":"1970-01-01T00:00:00.300Z","delivered_at":"1970-01-01T00:00:00.400Z""#
        #expect(
            try compare(told(state: "delivered", times), Array(steps.dropLast())).agreed == 1)
        let acknowledged = times + #","acknowledged_at":"1970-01-01T00:00:00.500Z""#
        #expect(try compare(told(state: "acknowledged", acknowledged), steps).agreed == 1)
        #expect(try compare(told(state: "answered", acknowledged), steps).differences.count == 1)
        #expect(try compare(told(state: "routed"), steps).differences.count == 1)
        let refused = #","refused_at":"1970-01-01T00:00:00.300Z""#
        #expect(try compare(told(state: "refused", refused), Array(steps.prefix(2))).agreed == 1)
    }

    @Test func `is partly on the broker's word where an entry of that time is withheld`() throws {
        let hidden = [try entry(5, at: 200, nil, withheld: "restricted")]
        let delivered = #","delivered_at":"1970-01-01T00:00:00.200Z""#
        let comparison = try compare(told(state: "delivered", delivered), hidden)
        #expect(comparison.partly == 1 && comparison.differences.isEmpty)
        #expect(comparison.unproven == ["4.1"])
        let other = #","delivered_at":"1970-01-01T00:00:00.201Z""#
        #expect(try compare(told(state: "delivered", other), hidden).differences.count == 1)
        let amended = #","amended":[{"kind":"retracted","index":5}]"#
        #expect(try compare(told(state: "routed", amended: amended), hidden).partly == 1)
        #expect(try compare(told(state: "routed", amended: amended)).differences.count == 1)
    }

    @Test func `may be told either way by what came while the list was made`() throws {
        let delivered = [try entry(9, at: 300, #"{"kind":"polled"}"#, [step("delivered")])]
        let comparison = try compare(told(state: "routed"), delivered, before: 9)
        #expect(comparison.differences.isEmpty && comparison.agreed == 0)
        #expect(comparison.unchecked == 1)
        #expect(try compare(told(state: "routed"), delivered).differences.count == 1)
        let untold = try proof().compare([], withheld: 0, before: 4)
        #expect(untold.differences.isEmpty && untold.unchecked == 1)
    }

    @Test func `never agrees when parts of it are told by their hashes`() throws {
        var proof = ReferralProof(ReferralChoice())
        var message = try entry(4, at: 100, facts, opening)
        message.hiddenCount = 2
        try proof.take(message)
        let comparison = proof.compare([try told(state: "routed")], withheld: 0, before: 10)
        #expect(comparison.agreed == 0 && comparison.partly == 1 && comparison.hidden == 2)
        #expect(comparison.differences.isEmpty)
    }

    @Test func `may be among the purged entries of the period, which are counted`() throws {
        let purged = try [2, 200].map { try entry($0, at: $0, nil, withheld: "purged") }
        let choice = ReferralChoice(since: try CalendarDate("1970-01-02"))
        var (proof, later) = (ReferralProof(ReferralChoice()), ReferralProof(choice))
        for entry in purged {
            try proof.take(entry)
            try later.take(entry)
        }
        #expect(proof.compare([], withheld: 0, before: 300).purged == 2)
        #expect(later.compare([], withheld: 0, before: 300).purged == 0)
    }

    @Test func `that is told twice is found out`() throws {
        let item = try told(state: "routed")
        let comparison = try proof().compare([item, item], withheld: 0, before: 10)
        #expect(comparison.differences.count == 1)
    }

    @Test func `shows all of its handoffs, or is refused`() throws {
        var proof = ReferralProof(ReferralChoice())
        let short = try entry(4, at: 100, facts, Array(opening.prefix(1)))
        #expect(throws: EvidenceFault.self) { try proof.take(short) }
        var second = ReferralProof(ReferralChoice())
        let hidden = try entry(4, at: 100, facts, [])
        #expect(throws: EvidenceFault.self) { try second.take(hidden) }
    }
}
