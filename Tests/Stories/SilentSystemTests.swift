// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HummingbirdTesting
import NIOCore
import Relay
import Safeguarding
import SampleTown
import Testing
import Wire

/// Rule R28 through the front door, in simulated time.
@Suite struct `A system that polls hourly and stops` {
    private static let hour: Int64 = 3_600_000

    /// What the business manager is told of it.
    private func missed(
        _ stage: StoryStage, _ client: any TestClientProtocol
    ) async throws -> [JSONNode] {
        let response = try await client.execute(
            uri: "/audit/missed?rule=R28", method: .get,
            headers: stage.fields(stage.town.town.manager))
        #expect(response.status == .ok)
        let answer = try JSONDocument(parsing: [UInt8](response.body.readableBytesView)).root
        return answer["items"].map { Array($0.elements) } ?? []
    }

    @Test(arguments: ["/poll", "/messages"])
    func `is found silent after a day, whatever it called, and is late when it is back`(
        door: String
    ) async throws {
        let stage = try await StoryStage(StoryTown(), at: SampleTown.morning)
        let school = stage.town.town.school
        try await stage.serve { client in
            var watch = Watch()
            func call() async throws {
                let isPoll = door == "/poll"
                let response = try await client.execute(
                    uri: door, method: isPoll ? .post : .get,
                    headers: stage.fields(school, type: isPoll ? "application/json" : nil),
                    body: ByteBuffer(string: isPoll ? #"{"returnImmediately":true}"# : ""))
                #expect(response.status == .ok)
            }
            for _ in 0..<30 {
                stage.clock.advance(milliseconds: Self.hour)
                try await call()
                try await stage.look(&watch)
            }
            let last = stage.clock.now
            stage.clock.advance(milliseconds: 24 * Self.hour - 1)
            try await stage.look(&watch)
            #expect(try await missed(stage, client).isEmpty)
            stage.clock.advance(milliseconds: 60_000)
            try await stage.look(&watch)
            let found = try await missed(stage, client)
            #expect(found.map { $0["verdict"]?.string } == ["missed"])
            #expect(found.first?["owed_by"]?.string == school.id.uri)
            #expect(found.first?["type"]?.string == "silence")
            #expect(found.first?["from"]?.string == last.rfc3339)
            #expect(found.first?["txn"] == nil)
            let name = found.first?["expectation"]?.string ?? ""
            let explained = try await client.execute(
                uri: "/audit/explain?expectation=\(name)", method: .get,
                headers: stage.fields(stage.town.town.manager))
            #expect(String(buffer: explained.body).contains("it may be silent for 1 day"))
            stage.clock.advance(milliseconds: Self.hour)
            try await call()
            stage.clock.advance(milliseconds: 60_000)
            try await stage.look(&watch)
            let late = try await missed(stage, client)
            #expect(late.map { $0["verdict"]?.string } == ["met_late"])
        }
    }
}
