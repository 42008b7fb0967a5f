// SPDX-License-Identifier: Apache-2.0

import SampleTown
import Testing

@testable import Web

/// Who dawdles is closed; the limit of no seconds at all stands for one that is over.
@Suite struct `A connection that dawdles` {
    private let roads: Roads

    init() async throws {
        var limits = WebLimits()
        limits.requestSeconds = 0
        roads = try await Roads(try SampleTown(), limits: limits)
    }

    @Test(
        arguments: Roads.Road.allCases,
        [
            "POST /ev", "GET /livez HTTP/1.1\r\nHost: localhost\r\n",
            "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/secevent+jwt\r\n"
                + "Content-Length: 500\r\n\r\nabc",
        ])
    func `is closed in the middle of a head or a body`(
        _ road: Roads.Road, _ begun: String
    ) async throws {
        // Ends only when the other side closes.
        let answers = try await roads.exchange([Array(begun.utf8)], over: road, isEnded: false)
        // Who does not say who calls may be told so before the body is whole.
        #expect(answers.allSatisfy { $0.status == "HTTP/1.1 401 Unauthorized" })
    }

    @Test(arguments: Roads.Road.allCases)
    func `is answered when the request is whole`(_ road: Roads.Road) async throws {
        let whole = "GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        let answers = try await roads.exchange([Array(whole.utf8)], over: road, isEnded: false)
        #expect(answers.map(\.status) == ["HTTP/1.1 200 OK"])
    }
}
