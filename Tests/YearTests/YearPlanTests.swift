// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Intake
import Safeguarding
import Schema
import Testing
import Wire

@testable import Year

@Suite struct `The plan of a year` {
    static let calendar = Result {
        try WorkingCalendar(
            reading: [UInt8](
                Data(contentsOf: Checkout.file("config/calendars/england-and-wales.json"))),
            file: "england-and-wales.json")
    }
    static let catalogue = Result {
        let root = Checkout.file("schemas")
        let names = try FileManager.default.subpathsOfDirectory(atPath: root.path)
        let schemas = names.filter { $0.hasSuffix(".json") && !$0.contains("/golden/") }
        return try Catalogue(
            schemas.sorted().map { name in
                SchemaSource(
                    name: name,
                    document: try JSONDocument(
                        parsing: [UInt8](Data(contentsOf: root.appending(path: name))),
                        limits: .schema))
            })
    }

    static func plan(
        _ profile: String, seed: UInt64 = 1, months: Int = 1, share: Double = 1
    ) throws -> YearPlan {
        YearPlan(
            try #require(Profile(named: profile)), seed: seed, months: months, share: share,
            calendar: try calendar.get())
    }

    @Test(arguments: ["sunderland-2015", "sunderland-2025", "clean"])
    func `has only payloads that their schemas allow`(_ name: String) throws {
        let plan = try Self.plan(name, months: 12, share: 0.15)
        let catalogue = try Self.catalogue.get()
        var wrong: Set<String> = []
        for message in plan.messages {
            let entry = try #require(
                catalogue.entry(for: EventType(name: message.type, major: 1)), "\(message.type)")
            let answers = message.answers.map { plan.messages[$0] }
            if let answers {
                #expect(
                    entry.mayAnswer(EventType(name: answers.type, major: 1)),
                    "\(message.type) answers \(answers.type)")
                #expect(message.at > answers.at)
            } else {
                #expect(entry.opens, "\(message.type)")
            }
            let payload = try JSONDocument(parsing: Self.whole(message, answers != nil)).root
            let violations = entry.schema.violations(in: payload)
            guard !violations.isEmpty, wrong.insert(message.type).inserted else { continue }
            Issue.record("\(message.type): \(violations.map(\.description))")
        }
    }

    /// A payload with a placeholder for what it answers.
    private static func whole(_ message: PlannedMessage, _ isAnswer: Bool) -> [UInt8] {
        guard isAnswer else { return message.payload }
        let reference = """
            {"in_reply_to":{"digest":"\(String(repeating: "A", count: 43))",\
            "iss":"https://agency.example","jti":"00000000-0000-4000-8000-000000000000"},
            """
        return Array(reference.utf8) + message.payload.dropFirst()
    }

    @Test func `is the same for the same seed, and another for another`() throws {
        let first = try Self.plan("sunderland-2015", seed: 7, share: 0.1)
        let again = try Self.plan("sunderland-2015", seed: 7, share: 0.1)
        let other = try Self.plan("sunderland-2015", seed: 8, share: 0.1)
        #expect(first.messages.map(\.payload) == again.messages.map(\.payload))
        #expect(first.messages.map(\.token) == again.messages.map(\.token))
        #expect(first.truth == again.truth)
        #expect(first.messages.map(\.token) != other.messages.map(\.token))
    }

    @Test func `has about a hundred thousand messages`() throws {
        let plan = try Self.plan("sunderland-2025", months: 12)
        #expect((90_000...110_000).contains(plan.messages.count))
    }

    @Test(arguments: ["sunderland-2015", "sunderland-2025"])
    func `has every break that a broker can see, even in a month`(_ name: String) throws {
        let plan = try Self.plan(name)
        var breaks: [String: Int] = [:]
        for miss in plan.truth { breaks[miss.breakPoint.code, default: 0] += 1 }
        let wanted = (2...12).map { "B\($0)" } + ["B20"]
        #expect(wanted.filter { breaks[$0] == nil } == [])
        #expect(try Self.plan("clean").truth.isEmpty)
    }
}
