// SPDX-License-Identifier: Apache-2.0

import Audit
import Hummingbird
import HummingbirdTesting
import Intake
import Logging
import SampleTown
import Synchronization
import Testing
import Wire

@testable import Web

@Suite struct `The description of the interface` {
    private func document() async throws -> JSONValue {
        let counter = try await Counter(SampleTown())
        let answer = Mutex(JSONValue.null)
        try await counter.serve { client in
            let document = try await client.get("/openapi.json").json.value
            answer.withLock { $0 = document }
        }
        return answer.withLock { $0 }
    }

    @Test func `has every path that is served, and no other`() async throws {
        let counter = try await Counter(SampleTown())
        let routes = AgencyRoutes(counter.broker, WebLimits(), Logger(label: "test")).router.routes
        let served = routes.flatMap { route in
            let parts = route.path.description.split(separator: "/").map { part in
                part == "**" ? "{path}" : part.hasPrefix(":") ? "{\(part.dropFirst())}" : "\(part)"
            }
            // The listener answers HEAD wherever there is GET.
            let methods =
                route.method == .get ? ["get", "head"] : [route.method.rawValue.lowercased()]
            return methods.map { $0 + " /" + parts.joined(separator: "/") }
        }
        let paths = try await document()["paths"]?.members ?? []
        let described = paths.flatMap { path in
            (path.value.members ?? []).map { "\($0.name) \(path.name)" }
        }
        #expect(Set(served) == Set(described))
        #expect(described.count > 15)
    }

    @Test func `refers to nothing that is not in it`() async throws {
        let document = try await document()
        let components = Set(
            document["components"]?["schemas"]?.members?.map { "#/components/schemas/\($0.name)" }
                ?? [])
        var references: Set<String> = []
        func walk(_ value: JSONValue) {
            if let reference = value["$ref"]?.string { references.insert(reference) }
            value.members?.forEach { walk($0.value) }
            value.array?.forEach(walk)
        }
        walk(document)
        #expect(references.subtracting(components) == [])
        #expect(components.subtracting(references) == [], "each is used")
    }

    @Test func `says what each column of the ten questions means, and every reason to refuse`()
        async throws
    {
        let schemas = try await document()["components"]?["schemas"]
        for question in Question.allCases {
            let answer = schemas?[question.rawValue]?["properties"]
            let rows = answer?["rows"]?["items"]?["properties"]
            for column in question.outline.tables[0].columns {
                let said = rows?[column.name]?["description"]?.string
                #expect(said?.hasPrefix(column.meaning) == true, "\(question) \(column.name)")
            }
            let further = answer?["further"]?["prefixItems"]?.array ?? []
            #expect(further.count == question.outline.tables.count - 1)
        }
        let reasons = schemas?["RefusedSET"]?["properties"]?["reasons"]?["items"]?["properties"]
        let codes = reasons?["code"]?["enum"]?.array?.compactMap(\.string)
        #expect(codes == Refusal.codes + ["parameter"])
    }

    @Test func `says what each column of the list of referrals means, and what is withheld`()
        async throws
    {
        let paths = try await document()["paths"]
        for path in ["thread/{txn}", "missed", "referrals", "explain"] {
            let said = paths?["/audit/\(path)"]?["get"]?["description"]?.string
            #expect(
                said?.contains("`withheld_verdicts` of an expectation names") == true, "\(path)")
        }
        let answer = paths?["/audit/referrals"]?["get"]?["responses"]?["200"]
        let table = answer?["content"]?["text/csv"]?["schema"]?["description"]?.string
        for column in ReferralReport.columns {
            #expect(table?.contains("`\(column.name)`: \(column.meaning)") == true)
        }
        #expect(answer?["headers"]?.members?.map(\.name).sorted() == ["Baton-Withheld", "Link"])
    }

    @Test func `says which fields go with a message, and come with an answer`() async throws {
        let paths = try await document()["paths"]
        func fields(_ answer: JSONValue?) -> [String]? { answer?["headers"]?.members?.map(\.name) }
        for path in ["/events", "/quarantine/{entry}/resubmit"] {
            let door = paths?[path]?["post"]
            let asked = door?["parameters"]?.array?.filter { $0["in"] == "header" }
            #expect(asked?.map { $0["name"]?.string } == ["Prefer"])
            let answers = door?["responses"]
            #expect(fields(answers?["202"]) == ["Location", "Preference-Applied"])
            #expect(fields(answers?["401"]) == ["WWW-Authenticate"])
            #expect(fields(answers?["429"]) == ["Retry-After"])
            #expect(fields(answers?["503"]) == ["Retry-After"])
        }
        #expect(
            fields(paths?["/events"]?["post"]?["responses"]?["415"]) == [
                "Accept", "Accept-Encoding",
            ])
        let head = paths?["/audit/missed"]?["head"]
        #expect(head?["parameters"] == paths?["/audit/missed"]?["get"]?["parameters"])
        let answers = head?["responses"]?.members ?? []
        #expect(answers.count > 5 && answers.allSatisfy { $0.value["content"] == nil })
    }

    @Test func `says in which form a bundle of entries comes`() async throws {
        let tile = try await document()["paths"]?["/log/tile/{path}"]?["get"]
        let asked = tile?["parameters"]?.array?.filter { $0["in"] == "header" }
        #expect(asked?.map { $0["name"]?.string } == ["Accept-Encoding"])
        let fields = tile?["responses"]?["200"]?["headers"]?.members?.map(\.name)
        #expect(fields == ["Content-Encoding", "Vary"])
    }
}
