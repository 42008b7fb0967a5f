// SPDX-License-Identifier: Apache-2.0

import Audit
import Foundation
import Hummingbird
import HummingbirdTesting
import Intake
import Logging
import NIOCore
import Relay
import Safeguarding
import SampleTown
import Signing
import Synchronization
import Testing
import Wire

@testable import Web

/// What is planted in every member of every type is in nothing that leaves the process.
///
/// The messages are sent, refused, polled, and what they open is missed. Then everything is searched,
/// but for the messages themselves in the mailboxes of those they are for.
@Suite struct `What leaves the process` {
    private let town: SampleTown
    private let counter: Counter
    private let outlets = Outlets()

    init() async throws {
        town = try SampleTown()
        let all = [town.police, town.council].map(\.id)
        let types = town.catalogue.entries.map(\.type.name)
        let open = town.agreement("open", from: all, to: all, types: types)
        counter = try await Counter(
            town, setting: town.setting(directory: town.directory(agreements: [open])))
    }

    private func serve(
        _ body: @escaping @Sendable (any TestClientProtocol) async throws -> Void
    ) async throws {
        let logger = Logger(label: "planted") { _ in outlets.handler }
        let routes = AgencyRoutes(counter.broker, .unhurried, logger)
        try await Application(router: routes.router).test(.router, body)
    }

    /// Asks for something, and keeps where and what was answered.
    @discardableResult
    private func ask(
        _ client: any TestClientProtocol, _ path: String, as resident: Resident?,
        person: String? = nil
    ) async throws -> TestResponse {
        let fields = try resident.map { try counter.fields($0, person: person) } ?? [:]
        let answer = try await client.get(path, fields)
        outlets.note(path, answer)
        return answer
    }

    /// Posts a letter, and keeps what was answered.
    ///
    /// But for the sentences of a refusal: they go to the sender alone, on the connection on which the
    /// message came, and may quote a short value of a member that is not sensitive (`Violation`).
    private func post(
        _ letter: Letter, by resident: Resident, _ client: any TestClientProtocol
    ) async throws -> TestResponse {
        let answer = try await client.post(
            letter.bytes(),
            counter.fields(resident, type: "application/secevent+jwt"))
        outlets.note("/events \(letter.event)", "\(answer.headers)")
        guard answer.status == .badRequest else {
            outlets.note("/events \(letter.event)", answer.text)
            return answer
        }
        for reason in try answer.json["reasons"]?.elements.map({ $0 }) ?? [] {
            let told = ["code", "at"].compactMap { reason[$0]?.string }
            outlets.note("/events \(letter.event)", told.joined(separator: " "))
        }
        return answer
    }

    private struct Sent {
        let letter: Letter
        let sender: Resident
        let recipient: Resident
    }

    /// Sends a planted example of a type; what it answers is sent first, by the other side.
    private func send(
        _ entry: Catalogue.Entry, _ client: any TestClientProtocol
    ) async throws -> Sent {
        var (sent, letter): (Sent, Letter)
        if entry.opens {
            letter = try town.letter(from: town.police, entry.type.name, to: [town.council])
            letter.set("in_reply_to", nil)
            sent = Sent(letter: letter, sender: town.police, recipient: town.council)
        } else {
            let known = town.catalogue.entries.filter {
                entry.mayAnswer($0.type) && $0.type != entry.type && !$0.isIssuedByBroker
            }
            let before = try await send(
                try #require(known.first { $0.opens } ?? known.first), client)
            letter = try town.answer(
                to: before.letter, from: before.recipient, entry.type.name, to: [before.sender])
            sent = Sent(letter: letter, sender: before.recipient, recipient: before.sender)
        }
        let planted = Planted(in: letter.payload, of: entry)
        letter.payload = planted.payload
        outlets.plant(planted.markers)
        let answer = try await post(letter, by: sent.sender, client)
        #expect(answer.status == .accepted, "\(entry.type): \(answer.text)")
        return Sent(letter: letter, sender: sent.sender, recipient: sent.recipient)
    }

    /// Sends what is wrong in every member.
    private func sendWrong(
        _ entry: Catalogue.Entry, _ client: any TestClientProtocol
    ) async throws {
        var letter = try town.letter(from: town.police, entry.type.name, to: [town.council])
        let payload = letter.payload
        for planted in [Planted(everywhereIn: payload), Planted(asSchemaOf: payload)] {
            letter.payload = planted.payload
            outlets.plant(planted.markers)
            let answer = try await post(letter, by: town.police, client)
            #expect(answer.status == .badRequest, "\(entry.type)")
        }
    }

    /// Takes what waits in a mailbox: the broker's own notices are looked into, others' messages are
    /// theirs.
    private func fetch(_ resident: Resident, _ client: any TestClientProtocol) async throws {
        while true {
            let page = try await client.poll(
                #"{"returnImmediately":true}"#,
                counter.fields(resident, type: "application/json"))
            let sets = try page.json["sets"]?.members.map { $0 } ?? []
            guard !sets.isEmpty else { return }
            var tokens: [String] = []
            for member in sets {
                tokens.append(#""\#(member.name.string ?? "")""#)
                let jws = try CompactJWS(parsing: Array((member.value.string ?? "").utf8))
                let claims = try JSONDocument(parsing: jws.payloadBytes).root
                guard claims["iss"]?.string == town.broker.uri else { continue }
                outlets.note("a notice", String(decoding: jws.payloadBytes, as: UTF8.self))
            }
            _ = try await client.poll(
                #"{"returnImmediately":true,"maxEvents":0,"ack":[\#(tokens.joined(separator: ","))]}"#,
                counter.fields(resident, type: "application/json"))
        }
    }

    /// Asks at every door for what was sent.
    private func lookAround(_ sent: [Sent], _ client: any TestClientProtocol) async throws {
        for one in sent {
            let jti = one.letter.jti.text
            for resident in [one.sender, one.recipient, town.school] {
                try await ask(client, "/messages/\(jti)", as: resident)
                try await ask(client, "/receipts/\(jti)", as: resident)
            }
            for resident in [town.police, town.manager, town.school] {
                try await ask(client, "/audit/thread/\(one.letter.thread.text)", as: resident)
            }
        }
        for resident in [town.police, town.council, town.manager, town.inspector] {
            for path in ["/messages", "/audit/missed", "/quarantine", "/nodes", "/audit/revoked"] {
                try await ask(client, path, as: resident)
            }
        }
        let checkpoint = try await client.get("/log/checkpoint").text.split(separator: "\n")
        let size = try #require(Int64(checkpoint[1]))
        for start in stride(from: 0, to: size, by: 100) {
            let path = "/log/facts?from=\(start)&to=\(min(start + 100, size))"
            try await ask(client, path, as: town.manager)
        }
        let tiles = size / 256
        for tile in 0..<tiles { try await ask(client, "/log/tile/entries/\(tile)", as: nil) }
        try await ask(client, "/log/tile/entries/\(tiles).p/\(size % 256)", as: nil)
        for path in ["/log/checkpoint", "/audit/explain", "/openapi.json", "/no/such/path"] {
            try await ask(client, path, as: town.manager)
        }
    }

    @Test func `holds nothing that stands in a payload, whatever its type`() async throws {
        try await serve { client in
            var sent: [Sent] = []
            for entry in town.catalogue.entries where !entry.isIssuedByBroker {
                sent.append(try await send(entry, client))
                try await sendWrong(entry, client)
            }
            counter.clock.set(.at("2027-02-25T00:00:00Z"))
            for _ in 0..<5 { try await counter.broker.sequencer.pulse() }
            for resident in [town.police, town.council] { try await fetch(resident, client) }
            try await lookAround(sent, client)
        }
        try await counter.serveManagement { client in
            for path in ["/metrics", "/nodes", "/readyz"] {
                outlets.note(path, try await client.get(path))
            }
        }
        #expect(outlets.markers > 500, "\(outlets.markers) were planted")
        #expect(outlets.answers > 500, "\(outlets.answers) answers were searched")
        for leak in outlets.leaks() { Issue.record("\(leak)") }
    }
}

/// Everything that left the process, and what must not be in it.
private final class Outlets: Sendable {
    private struct State {
        var planted: Set<String> = []
        var told: [(place: String, text: String)] = []
    }

    private let state = Mutex(State())

    var markers: Int { state.withLock { $0.planted.count } }
    var answers: Int { state.withLock { $0.told.count } }
    var handler: any LogHandler { Handler(outlets: self) }

    func plant(_ markers: Set<String>) { state.withLock { $0.planted.formUnion(markers) } }

    func note(_ place: String, _ text: String) {
        state.withLock { $0.told.append((place, text)) }
    }

    func note(_ place: String, _ answer: TestResponse) {
        let fields = answer.headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
        note(place, "\(place)\n\(fields)\n\(answer.text)")
    }

    /// Where something stands that was planted: a line each.
    func leaks() -> [String] {
        let (planted, told) = state.withLock { ($0.planted, $0.told) }
        let made = /Zq[0-9]+xPlanted|0badc0de-0000-4000-8000-[0-9]{12}/
        // What the examples had is searched one by one, what was made for this by its form.
        let others = planted.filter { $0.wholeMatch(of: made) == nil }
        return told.flatMap { place, text in
            let found = text.matches(of: made).map { String($0.output) }.filter(planted.contains)
            return (found + others.filter(text.contains)).map { marker in
                let before = text.range(of: marker).map { text[..<$0.lowerBound].suffix(120) }
                return "\(place): …\(before ?? "")«\(marker)»"
            }
        }
    }

    private struct Handler: LogHandler {
        let outlets: Outlets
        var logLevel = Logger.Level.trace
        var metadata = Logger.Metadata()

        init(outlets: Outlets) { self.outlets = outlets }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            outlets.note("the journal", "\(event.message) \(event.metadata ?? [:])")
        }
    }
}
