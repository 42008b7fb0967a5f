// SPDX-License-Identifier: Apache-2.0

import Relay
import SampleTown
import Testing

@testable import Web

/// A referral with the head of the one before it is taken next to the socket, where nobody sees what
/// the framework still has to answer.
@Suite struct `A referral with a familiar head` {
    private let town: SampleTown
    private let roads: Roads
    private let token: String

    init() async throws {
        town = try SampleTown()
        roads = try await Roads(town)
        token = String(
            decoding: try town.bearer(for: town.police, at: SampleTown.morning), as: UTF8.self)
        // Whoever is known is not looked for in the middle of a test.
        let connection = try roads.connect(over: .express)
        connection.send(request(try letter()))
        _ = try await Roads.aside { try connection.readSome() }
    }

    /// One that is refused at once would overtake one that waits for its commit.
    @Test(.timeLimit(.minutes(5))) func `is answered after the one before it`() async throws {
        let sequencer = roads.counter.broker.sequencer
        for _ in 0..<20 {
            let connection = try roads.connect(over: .express)
            sequencer.bring()
            connection.send(request(try letter()))
            while sequencer.waiting == 0 { await Task.yield() }
            connection.send(request(Array("no token".utf8)))
            sequencer.brought()
            let answer = try await Roads.aside { try connection.readSome() }
            #expect(String(decoding: answer, as: UTF8.self).hasPrefix("HTTP/1.1 202 Accepted"))
        }
    }

    private func letter() throws -> [UInt8] {
        try town.letter(from: town.police, "referral.made", to: [town.council]).bytes()
    }

    private func request(_ content: [UInt8]) -> [UInt8] {
        let lines = [
            "POST /events HTTP/1.1", "Host: localhost", "Authorization: Bearer \(token)",
            "Content-Type: application/secevent+jwt", "Content-Length: \(content.count)",
        ]
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + content
    }
}
