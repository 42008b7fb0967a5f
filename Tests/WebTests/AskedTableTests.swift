// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HummingbirdTesting
import SampleTown
import Testing

@testable import Web

@Suite struct `A table that is asked for` {
    private let grounds = "purpose=inspection&reference=R-1"

    @Test func `is refused where the answer has none of that name`() async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            let fields = try counter.fields(town.inspector, accept: "text/csv", person: "i-42")
            let path = "/audit/questions/Q7?\(grounds)&table="
            for table in ["compared", "compared_children", "compared_children_all"] {
                let answer = try await client.get(path + table, fields)
                #expect(answer.status == .badRequest, "\(table)")
            }
            #expect(try await client.get(path + "all", fields).status == .ok)
            // What is compared with a list of episodes has no table of children.
            let uploaded = try await client.post(
                Array("CHILD,MIS_START\nnobody,25/11/2026\n".utf8),
                counter.fields(
                    town.inspector, type: "text/csv", accept: "text/csv", person: "i-42"),
                to: path + "compared_children")
            #expect(uploaded.status == .badRequest)
        }
    }
}
