// SPDX-License-Identifier: Apache-2.0

import Relay
import Safeguarding
import SampleTown
import Testing

@testable import Web

/// What becomes of a poll that waits when its caller is not there any more.
@Suite struct `A caller that hangs up while its poll waits` {
    /// A poll, over a connection of which its caller says at once that nothing more comes.
    private func poll(_ talk: Talk, _ body: String, over road: Roads.Road) async throws -> RawAnswer
    {
        let head = Talk.head(
            "POST /poll HTTP/1.1", "Host: localhost", try talk.bearer(talk.town.council),
            "Content-Type: application/json", "Content-Length: \(body.utf8.count)")
        return try #require(
            try await talk.roads.exchange([head + Array(body.utf8)], over: road, isEnded: true)
                .first)
    }

    /// A question may be answered before it is noticed; what is told is true either way.
    @Test(arguments: Roads.Road.allCases)
    func `is told why a question about a whole period has no answer`(road: Roads.Road) async throws
    {
        let talk = try await Talk()
        let head = Talk.head(
            "GET /audit/questions/Q1 HTTP/1.1", "Host: localhost",
            try talk.bearer(talk.town.manager))
        let answers = try await talk.roads.exchange([head], over: road, isEnded: true)
        let answer = try #require(answers.first)
        #expect(
            answer.code == 200
                || answer.code == 400 && answer.body.contains("keep the connection open"),
            "\(answer.code) \(answer.body)")
    }

    /// The clock by which polls wait stands: who was kept waiting would be answered never.
    @Test(arguments: Roads.Road.allCases)
    func `is answered at once, and keeps nothing from who asks next`(road: Roads.Road) async throws
    {
        let talk = try await Talk()
        let (town, broker) = (talk.town, talk.roads.counter.broker)
        let first = try await poll(talk, "{}", over: road)
        #expect(first.code == 200 && first.body == "{\"sets\":{}}")
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        _ = try await broker.receive(letter.bytes(), from: town.police.id)
        let second = try await poll(talk, "{}", over: road)
        #expect(second.body.contains("\"\(letter.jti.text)\":"))
        // The caller is known by now, and the acknowledgement is taken on the short road.
        let third = try await poll(talk, "{\"ack\":[\"\(letter.jti.text)\"]}", over: road)
        #expect(third.code == 200 && third.body == "{\"sets\":{}}")
    }
}
