// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Safeguarding
import SampleTown
import Testing
import Wire

@testable import Web

/// What stands behind a path and means nothing there.
@Suite struct `A parameter that is none` {
    private static let operations = InterfaceDescription.operations

    /// A path of an operation, with something in the place of its parameters.
    private static func path(of operation: Operation) -> String {
        operation.path.split(separator: "/").map { part in
            part.hasPrefix("{") ? "/x" : "/\(part)"
        }.joined()
    }

    /// Where the parameter is named: in the answer, or in its one reason where a SET is taken.
    private static func fault(
        _ answer: TestResponse, of operation: Operation
    ) throws -> JSONNode {
        let takesSET = ["/events", "/quarantine/{entry}/resubmit"].contains(operation.path)
        guard takesSET, operation.method == "post" else { return try answer.json }
        let reasons = Array(try #require(answer.json["reasons"]?.elements))
        let reason = try #require(reasons.first)
        #expect(reasons.count == 1)
        #expect(try answer.json["err"]?.string == "invalid_request")
        #expect(try answer.json["description"]?.string == reason["detail"]?.string)
        #expect(reason["code"]?.string == "parameter")
        return reason
    }

    @Test(arguments: operations.filter { !$0.isPublic }.map { "\($0.method) \($0.path)" })
    func `is refused at every path, and named`(_ name: String) async throws {
        let operation = try #require(
            Self.operations.first { "\($0.method) \($0.path)" == name })
        let counter = try await Counter(SampleTown())
        try await counter.serve { client in
            let method = try #require(HTTPRequest.Method(operation.method.uppercased()))
            for query in ["colour=red", "colour", "purposes=a&colour=red"] {
                let answer = try await client.execute(
                    uri: "\(Self.path(of: operation))?\(query)", method: method,
                    headers: counter.fields(counter.town.manager, person: "staff-1"))
                #expect(answer.status == .badRequest, "\(name)?\(query)")
                let at = query.hasPrefix("colour") ? "colour" : "purposes"
                #expect(try Self.fault(answer, of: operation)["at"]?.string == at)
            }
        }
    }

    @Test(arguments: operations.filter { !$0.isPublic }.map { "\($0.method) \($0.path)" })
    func `is as one that is given twice, of which another would count for each reader`(
        _ name: String
    ) async throws {
        let operation = try #require(
            Self.operations.first { "\($0.method) \($0.path)" == name })
        let counter = try await Counter(SampleTown())
        try await counter.serve { client in
            let method = try #require(HTTPRequest.Method(operation.method.uppercased()))
            for one in operation.parameters where !one.isInPath && !one.isInHeader && !one.mayBeTwo
            {
                let answer = try await client.execute(
                    uri: "\(Self.path(of: operation))?\(one.name)=a&\(one.name)=b", method: method,
                    headers: counter.fields(counter.town.manager, person: "staff-1"))
                #expect(answer.status == .badRequest, "\(name) \(one.name)")
                #expect(try Self.fault(answer, of: operation)["at"]?.string == one.name)
                #expect(try answer.json["description"]?.string?.contains("more than once") == true)
            }
        }
    }

    @Test func `is told to nobody who is unknown`() async throws {
        let counter = try await Counter(SampleTown())
        try await counter.serve { client in
            for query in ["colour=red", "since=2026-11-29&since=2026-11-30"] {
                let answer = try await client.get("/messages?" + query)
                #expect(answer.status == .unauthorized, "\(query)")
            }
            let answer = try await client.post([], [:], to: "/events?colour=red")
            #expect(answer.status == .unauthorized)
        }
    }

    @Test func `is told which there are`() async throws {
        let counter = try await Counter(SampleTown())
        try await counter.serve { client in
            let fields = try counter.fields(counter.town.police, type: "application/json")
            let one = try await client.post([], fields, to: "/poll?colour=red")
            #expect(one.text.contains("`colour` is no parameter of this; there is only `mailbox`."))
            let two = try await client.get("/receipts/abc?colour=red", fields)
            #expect(two.text.contains("there are iss, size, purpose, reference."))
            let none = try await client.post([], fields, to: "/events?colour=red")
            #expect(none.text.contains("there is none."))
        }
    }

    @Test func `is said to be refused wherever it is`() {
        for operation in Self.operations where !operation.isPublic {
            #expect(operation.answers.contains { $0.status == 400 }, "\(operation.path)")
        }
    }

    @Test func `is passed over where everybody may ask, and asks for nothing of anybody`()
        async throws
    {
        let counter = try await Counter(SampleTown())
        try await counter.serve { client in
            for path in ["/livez", "/log/checkpoint", "/log/vkey", "/openapi.json"] {
                let answer = try await client.get(path + "?t=1")
                #expect(answer.status == .ok, "\(path)")
            }
            let strict = try await client.get("/log/timestamps?t=1")
            #expect(strict.status == .badRequest)
        }
    }

    @Test func `is another for a receipt than for its message`() async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        try await counter.serve { client in
            let fields = try counter.fields(town.police, type: "application/secevent+jwt")
            _ = try await client.post(letter.bytes(), fields)
            let (receipt, message) = (
                "/receipts/\(letter.jti.text)", "/messages/\(letter.jti.text)"
            )
            #expect(try await client.get(receipt + "?size=newest", fields).status == .ok)
            #expect(try await client.get(receipt + "?sizes=newest", fields).status == .badRequest)
            #expect(try await client.get(message + "?size=newest", fields).status == .badRequest)
            #expect(
                try await client.get(message + "?iss=\(town.police.id.uri)", fields).status == .ok)
        }
    }
}
