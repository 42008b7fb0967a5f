// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import HummingbirdTesting
import Relay
import Safeguarding
import SampleTown
import Testing
import Wire

/// What the log keeps of a question: what it was for, and what was asked.
@Suite struct `A question about the past` {
    /// What is no purpose, no reference, or said twice.
    private static let unsaid: [(String, String)] = [
        ("Q2?purpose=&reference=R-1", "purpose"), ("Q2?purpose=%20&reference=R-1", "purpose"),
        ("Q2?purpose=%C2%A0&reference=R-1", "purpose"),
        ("Q2?purpose=%E2%80%8B&reference=R-1", "purpose"),
        ("Q2?purpose=%E3%85%A4&reference=R-1", "purpose"),
        ("Q2?purpose=a%0Ab&reference=R-1", "purpose"),
        ("Q2?purpose=a%E2%80%A8b&reference=R-1", "purpose"),
        ("Q2?purpose=a&reference=%07R", "reference"), ("Q2?purpose=a&reference=%20", "reference"),
        ("Q2?purpose=a&purpose=b&reference=R-1", "purpose"),
        ("Q2?purpose=a&reference=R-1&reference=R-1", "reference"),
        ("Q1?purpose=%20", "purpose"), ("Q1?from=2026-11-01&from=2026-11-02", "from"),
        ("Q1?table=a&table=b", "table"),
    ]

    @Test(arguments: unsaid)
    func `takes no purpose that cannot be read, and nothing twice`(
        _ query: String, _ name: String
    ) async throws {
        let counter = try await Counter(SampleTown())
        try await counter.serve { client in
            let answer = try await client.get(
                "/audit/questions/" + query,
                counter.fields(counter.town.inspector, person: "i-42"))
            #expect(answer.status == .badRequest)
            #expect(try answer.json["at"]?.string == name)
        }
    }

    @Test func `takes a time and an agency beside it as from, and nothing else twice`() async throws
    {
        let counter = try await Counter(SampleTown())
        let police = counter.town.police.id.uri
        try await counter.serve { client in
            for (query, status) in [
                ("from=2026-11-01&from=\(police)", HTTPResponse.Status.ok),
                ("from=2026-11-01&from=2026-11-02", .badRequest),
                ("from=\(police)&from=2026-11-01&from=\(police)", .badRequest),
                ("rule=R1&rule=R2", .badRequest), ("open=true&open=true", .badRequest),
            ] {
                let answer = try await client.get(
                    "/audit/missed?\(query)", counter.fields(counter.town.manager))
                #expect(answer.status == status, "\(query)")
            }
            let reads = try await client.get("/audit/reads", counter.fields(counter.town.manager))
            let given = try reads.json["items"]?.elements.compactMap {
                $0["given"]?["from"]?.string
            }
            #expect(given == ["2026-11-01 \(police)"])
        }
    }
}
