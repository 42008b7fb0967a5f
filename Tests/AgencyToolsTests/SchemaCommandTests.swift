// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Fixtures
import Foundation
import Intake
import Safeguarding
import Schema
import Signing
import Testing
import Wire

@Suite struct `baton schema` {
    let bench: Workbench

    init() throws { bench = try Workbench() }

    /// The shipped catalogue, compiled once for all tests.
    private static let shipped = Result {
        try ShippedData(option: nil, in: Workbench().surroundings()).catalogue()
    }

    static var entries: [Catalogue.Entry] { get throws { try shipped.get().entries } }

    static var types: [String] { get throws { try entries.map(\.type.name) } }

    @Test func `new gives an example that validates, for every type`() async throws {
        let entries = try Self.entries
        #expect(entries.count >= 30)
        for entry in entries {
            let whole = try ExamplePayload(of: entry, random: SecureRandom.bytes).value
            let least = MinimalPayload(of: whole, by: entry.schema).value
            for payload in [whole, least] {
                let document = try JSONDocument(parsing: payload.canonical, limits: .message)
                #expect(entry.schema.violations(in: document.root) == [], "\(entry.type)")
            }
            #expect(least.canonical.count < whole.canonical.count, "\(entry.type)")
            #expect(!entry.opens || whole["in_reply_to"] == nil, "\(entry.type)")
        }
    }

    @Test func `validate takes what new gives`() async throws {
        for (type, options) in [("referral.made", []), ("conference.recorded", ["--minimal"])] {
            let bench = try Workbench()
            let arguments = ["schema", "new", type] + options
            #expect(try await bench.run(arguments) == .success, "\(bench.notes)")
            let file = try bench.scratch.file("p.json", bench.results)
            #expect(
                try await bench.run(["schema", "validate", type, file]) == .success,
                "\(type): \(bench.notes)")
        }
    }

    @Test func `new gives the people identifiers that nobody had`() async throws {
        #expect(try await bench.run(["schema", "new", "referral.made"]) == .success)
        let first = try JSONValue(text: bench.results)["subjects"]?.array?.first?["id"]?.string
        let other = try Workbench()
        let uri = "https://w3id.org/baton/event/referral.made/v1"
        #expect(try await other.run(["schema", "new", uri]) == .success)
        let second = try JSONValue(text: other.results)["subjects"]?.array?.first?["id"]?.string
        #expect(first != nil && first != second)
        _ = try SubjectID(first ?? "")
    }

    @Test func `new leaves the placeholders of an answer`() async throws {
        #expect(try await bench.run(["schema", "new", "message.acknowledged"]) == .success)
        let reference = try JSONValue(text: bench.results)["in_reply_to"]
        #expect(reference?["jti"] == "00000000-0000-0000-0000-000000000000")
    }

    @Test func `validate names every violation with its place`() async throws {
        let file = try bench.scratch.file("p.json", #"{"sender_role":"","urgency":"soon"}"#)
        #expect(try await bench.run(["schema", "validate", "referral.made", file]) == .data)
        #expect(bench.results.contains("/urgency: "))
        #expect(bench.results.contains("/subjects: "))
        #expect(bench.notes.contains("violations of https://w3id.org/baton/schema/referral.made/"))
        let other = try Workbench()
        let arguments = ["schema", "validate", "referral.made", file, "--json"]
        #expect(try await other.run(arguments) == .data)
        let json = try JSONValue(text: other.results)
        #expect(json["valid"] == false)
        #expect(json["violations"]?.array?.contains { $0["at"] == "/urgency" } == true)
    }

    @Test func `list names the types`() async throws {
        #expect(try await bench.run(["schema", "list"]) == .success)
        for type in try Self.types { #expect(bench.results.contains("\n\(type) ")) }
        let other = try Workbench()
        #expect(try await other.run(["schema", "list", "--json"]) == .success)
        #expect(try JSONValue(text: other.results)["items"]?.array?.count == (try Self.types.count))
    }

    @Test func `knows no type that was not shipped`() async throws {
        #expect(try await bench.run(["schema", "new", "cat.lost"]) == .usage)
        #expect(bench.notes.contains("referral.made"))
    }
}

@Suite struct `The shipped data` {
    let bench: Workbench

    init() throws { bench = try Workbench() }

    @Test func `is where it is said to be, or nowhere`() throws {
        let root = Checkout.root.path
        let nowhere = bench.surroundings(environment: [:])
        #expect(try ShippedData(option: root, in: nowhere).folder == root)
        let environment = bench.surroundings(environment: ["BATON_DATA": root])
        #expect(try ShippedData(option: nil, in: environment).folder == root)
        for (option, surroundings) in [
            (bench.scratch.path, environment), (nil, nowhere),
            (nil, bench.surroundings(environment: ["BATON_DATA": bench.scratch.path])),
        ] {
            let failure = #expect(throws: ToolFailure.self) {
                _ = try ShippedData(option: option, in: surroundings)
            }
            #expect(failure?.status == .configuration)
        }
    }

    @Test func `is found beside the program, then in its source tree`() throws {
        var surroundings = bench.surroundings(environment: [:])
        surroundings.program = "\(Checkout.root.path)/.build/release/baton"
        #expect(try ShippedData(option: nil, in: surroundings).folder == Checkout.root.path)
        let share = "\(bench.scratch.path)/share/baton"
        try Files.makeFolder("\(share)/schemas")
        surroundings.program = "\(bench.scratch.path)/bin/baton"
        #expect(try ShippedData(option: nil, in: surroundings).folder == share)
    }
}

@Suite struct `baton key` {
    @Test func `makes a key that only its owner reads, and never over another`() async throws {
        let bench = try Workbench()
        let file = "\(bench.scratch.path)/k.jwk"
        #expect(try await bench.run(["key", "new", "--out", file]) == .success)
        #expect(try bench.scratch.mode("k.jwk") == 0o600)
        let key = try PrivateKey(jwk: JSONDocument(parsing: bench.scratch.read("k.jwk")).root)
        #expect(bench.results == "\(key.publicKey.kid)\n")
        #expect(try await bench.run(["key", "new", "--out", file]) == .inputOutput)
        let other = try Workbench()
        #expect(try await other.run(["key", "public", file]) == .success)
        let text = other.results
        #expect(try PublicKey(jwk: JSONDocument(parsing: text).root) == key.publicKey)
        #expect(!text.contains("\"d\""))
    }

    @Test func `prints the key when it is not told where to`() async throws {
        let bench = try Workbench()
        #expect(try await bench.run(["key", "new", "--type", "Ed25519"]) == .success)
        #expect(try JSONValue(text: bench.results)["crv"] == "Ed25519")
        let broken = try bench.scratch.file("b", "{}")
        #expect(try await bench.run(["key", "public", broken]) == .data)
    }
}
