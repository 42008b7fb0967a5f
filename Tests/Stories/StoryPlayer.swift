// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Safeguarding
import SampleTown
import Signing
import Wire

/// Plays a story through the front door, and writes down what everybody hears.
actor StoryPlayer {
    private let story: Story
    private let stage: StoryStage
    private let client: any TestClientProtocol
    /// What was sent, by its name in the story.
    private var letters: [String: Letter] = [:]
    /// The names in the story, by `jti`.
    private var names: [String: String] = [:]
    /// Whose systems do not fetch.
    private var failing: Set<String> = []
    private var lines: [String] = []
    private var lastDay: CalendarDate?

    init(_ story: Story, on stage: StoryStage, by client: any TestClientProtocol) {
        (self.story, self.stage, self.client) = (story, stage, client)
    }

    /// The transcript of the whole story.
    func play() async throws -> String {
        lines = story.preface
        for scene in story.scenes {
            try await pass(until: scene.at)
            tell(scene.line)
            try await play(scene)
            try await fetch()
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Lets time pass; what is due on the way is judged when it is due.
    private func pass(until time: Instant) async throws {
        while let due = try await stage.nextDue(by: time), due <= time {
            if due > stage.clock.now { stage.clock.set(due) }
            try await stage.tick()
            try await fetch(because: "the broker finds what was due")
        }
        if time > stage.clock.now { stage.clock.set(time) }
    }

    private func play(_ scene: Story.Scene) async throws {
        switch scene.deed {
        case .sends(let dispatch): try await send(dispatch, scene, answering: nil)
        case .answers(let name, let dispatch): try await send(dispatch, scene, answering: name)
        case .fails(let name): failing.insert(name)
        case .mends(let name): failing.remove(name)
        case .asksAbout(let asker, let name): try await askAbout(name, asker)
        case .asksWhatWasMissed(let asker): try await askWhatWasMissed(asker)
        case .asksForRegister(let asker, let name): try await askForRegister(name, asker)
        case .waits: break
        }
    }
}

// MARK: Sending

extension StoryPlayer {
    private func send(
        _ dispatch: Story.Dispatch, _ scene: Story.Scene, answering name: String?
    ) async throws {
        let (town, sender) = (stage.town.town, try resident(dispatch.sender))
        let recipients = try dispatch.recipients.map(resident)
        var letter =
            if let name {
                try town.answer(
                    to: try self.letter(name), from: sender, dispatch.type, to: recipients,
                    at: stage.clock.now)
            } else {
                try town.letter(
                    from: sender, dispatch.type, to: recipients, at: stage.clock.now)
            }
        if name == nil { letter.set("in_reply_to", nil) }
        for member in scene.members { letter.set(member.name, try value(member.text)) }
        let response = try await client.execute(
            uri: "/events", method: .post,
            headers: stage.fields(sender, type: "application/secevent+jwt"),
            body: ByteBuffer(bytes: try letter.bytes()))
        letters[dispatch.name] = letter
        names[letter.jti.text] = dispatch.name
        note(response.status == .accepted ? "accepted" : "refused: \(try refusal(response))")
    }

    private func refusal(_ response: TestResponse) throws -> String {
        let body = try JSONDocument(parsing: [UInt8](response.body.readableBytesView)).root
        return body["description"]?.string ?? "\(response.status)"
    }

    /// JSON, or else a word; `@police` stands for a URI, `$name` for the reference of a message.
    private func value(_ text: String) throws -> JSONValue? {
        if text == "nothing" { return nil }
        guard let document = try? JSONDocument(parsing: Array(text.utf8)) else {
            return try replace(.string(text))
        }
        return try replace(document.root.value)
    }

    private func replace(_ value: JSONValue) throws -> JSONValue {
        switch value {
        case .string(let text) where text.hasPrefix("@"):
            return .string(try resident(String(text.dropFirst())).id.uri)
        case .string(let text) where text.hasPrefix("$"):
            let letter = try letter(String(text.dropFirst()))
            return ["iss": letter.claims["iss"] ?? .null, "jti": .string(letter.jti.text)]
        case .array(let elements): return .array(try elements.map(replace))
        case .object(let members):
            return .object(try members.map { JSONMember($0.name, try replace($0.value)) })
        default: return value
        }
    }
}

// MARK: Hearing

extension StoryPlayer {
    /// Every system that works takes what is in its mailbox, and says so.
    private func fetch(because reason: String? = nil) async throws {
        var isTold = reason == nil
        for name in stage.town.residents.keys.sorted() where !failing.contains(name) {
            let heard = try await take(try resident(name), acknowledging: [])
            guard !heard.isEmpty else { continue }
            if let reason, !isTold { tell(reason) }
            isTold = true
            for set in heard { note(try sentence(set, for: name)) }
            _ = try await take(try resident(name), acknowledging: heard.map(\.jti))
        }
    }

    private struct Heard {
        let jti: String
        let claims: JSONNode
    }

    private func take(
        _ resident: Resident, acknowledging tokens: [String]
    ) async throws -> [Heard] {
        let poll: JSONValue = [
            "returnImmediately": true, "ack": .array(tokens.map(JSONValue.string)),
            "maxEvents": tokens.isEmpty ? 100 : 0,
        ]
        let response = try await client.execute(
            uri: "/poll", method: .post,
            headers: stage.fields(resident, type: "application/json"),
            body: ByteBuffer(bytes: poll.canonical))
        let answer = try JSONDocument(
            parsing: [UInt8](response.body.readableBytesView), limits: .schema
        ).root
        return try (answer["sets"].map { Array($0.members) } ?? []).map { set in
            let jws = try CompactJWS(parsing: Array((set.value.string ?? "").utf8))
            return Heard(
                jti: set.name.string ?? "", claims: try JSONDocument(parsing: jws.payloadBytes).root
            )
        }
    }

    private func sentence(_ heard: Heard, for name: String) throws -> String {
        let event = heard.claims["events"]?.members.first { _ in true }
        let type = event?.name.string.flatMap { try? EventType(uri: $0) }?.name ?? "something"
        guard let payload = event?.value else { return "\(name) receives nothing" }
        switch type {
        case "handoff.missed": return "\(name) is told: \(missed(payload))"
        case "broker.notified": return "\(name) is told: \(notified(payload))"
        default:
            let sender = stage.town.name(of: heard.claims["iss"]?.string)
            return "\(name) receives \"\(names[heard.jti] ?? type)\" from \(sender)"
        }
    }

    private func missed(_ payload: JSONNode) -> String {
        let rule = [payload["rule"]?.string, payload["duty"]?.string].compactMap(\.self)
        let rung = payload["escalation"]?.integer.map { ", step \($0) of its ladder" } ?? ""
        let owed = stage.town.name(of: payload["owed_by"]?.string)
        return "\(owed) has missed \(rule.joined(separator: "."))\(rung), due "
            + "\(time(payload["due"]?.string)): \(words(payload["shortfall"]?.string)) "
            + "(\(payload["break_point"]?.string ?? ""))"
    }

    private func notified(_ payload: JSONNode) -> String {
        let about = payload["about"]?["jti"]?.string.flatMap { names[$0] }
        let excluded = payload["excluded"].map { Array($0.elements) } ?? []
        let who = excluded.map {
            stage.town.name(of: $0["agency"]?.string) + " (\($0["rule"]?.string ?? ""))"
        }
        return [
            words(payload["kind"]?.string), about.map { "\"\($0)\"" },
            payload["agency"]?.string.map { stage.town.name(of: $0) },
            payload["rule"]?.string, payload["verdict"]?.string.map(words),
            who.isEmpty ? nil : who.joined(separator: ", "),
        ].compactMap(\.self).joined(separator: ", ")
    }
}

// MARK: Asking

extension StoryPlayer {
    private func askAbout(_ name: String, _ asker: String) async throws {
        let thread = try letter(name).thread.text
        guard let answer = try await get("/audit/thread/\(thread)", asker) else { return }
        let expectations = answer["expectations"].map { Array($0.elements) } ?? []
        if expectations.isEmpty { note("nothing that \(asker) owes or is owed") }
        for expectation in expectations { note(owed(expectation)) }
    }

    private func askWhatWasMissed(_ asker: String) async throws {
        guard let answer = try await get("/audit/missed", asker) else { return }
        let items = answer["items"].map { Array($0.elements) } ?? []
        if items.isEmpty { note("nothing was missed") }
        for item in items { note(owed(item)) }
    }

    /// The tables of a register, as a person reads them.
    private func askForRegister(_ name: String, _ asker: String) async throws {
        var fields = try stage.fields(resident(asker), person: "the-reader")
        fields[.accept] = "text/plain"
        let response = try await client.execute(
            uri: "/audit/registers/\(name)?purpose=oversight&reference=\(name)", method: .get,
            headers: fields)
        guard response.status == .ok else {
            return note("is told nothing: \(try refusal(response))")
        }
        // A keyed name is another in each run, since its key is.
        let text = String(decoding: response.body.readableBytesView, as: UTF8.self)
            .replacing(/[0-9a-f]{32}/, with: "a keyed name of 32 hexadecimals ")
        let tables = text.split(separator: "\n\n").dropFirst().prefix { !$0.hasPrefix("Notes\n") }
        for table in tables {
            for line in table.split(separator: "\n") { note(String(line)) }
        }
    }

    private func get(_ path: String, _ asker: String) async throws -> JSONNode? {
        let response = try await client.execute(
            uri: path, method: .get, headers: stage.fields(try resident(asker)))
        guard response.status == .ok else {
            note("is told nothing: \(try refusal(response))")
            return nil
        }
        return try JSONDocument(
            parsing: [UInt8](response.body.readableBytesView), limits: .schema
        ).root
    }

    /// One duty, read aloud.
    private func owed(_ expectation: JSONNode) -> String {
        let rule = [expectation["rule"]?.string, expectation["duty"]?.string].compactMap(\.self)
        let verdict = words(expectation["verdict"]?.string)
        let at = expectation["met_at"]?.string.map { " \(time($0))" } ?? ""
        let miss =
            expectation["verdict"]?.string?.hasPrefix("m") == true
            ? expectation["shortfall"]?.string.map { ", \(words($0))" } ?? "" : ""
        let due = expectation["due"]?.string
        let to = expectation["owed_to"].map { " to \(stage.town.name(of: $0.string))" } ?? ""
        return "\(rule.joined(separator: ".")): "
            + "\(stage.town.name(of: expectation["owed_by"]?.string))\(to), due \(time(due)): "
            + "\(verdict)\(at)\(miss)"
    }
}

// MARK: Writing down

extension StoryPlayer {
    private func resident(_ name: String) throws -> Resident {
        guard let resident = stage.town.residents[name] else {
            throw Story.Fault(line: 0, what: "nobody in the town is called `\(name)`")
        }
        return resident
    }

    private func letter(_ name: String) throws -> Letter {
        guard let letter = letters[name] else {
            throw Story.Fault(line: 0, what: "nothing that is called `\(name)` was sent")
        }
        return letter
    }

    /// A line at the clock's time, under its day.
    private func tell(_ text: String) {
        let now = stage.clock.now
        let day = London.date(at: now)
        if day != lastDay { lines += ["", "\(Self.words(day))"] }
        lastDay = day
        lines.append("\(London.timeOfDay(at: now))  \(text)")
    }

    private func note(_ text: String) { lines.append("         \(text)") }

    private func words(_ code: String?) -> String {
        (code ?? "").replacing("_", with: " ").replacing("-", with: " ")
    }

    /// A time by London's clocks; midnight is the end of the day before.
    private func time(_ text: String?) -> String {
        guard let text, let instant = try? Instant(rfc3339: text) else { return "at no time" }
        let day = London.date(at: instant)
        guard London.startOfDay(day) != instant else {
            return "by the end of \(Self.words(day.adding(days: -1)))"
        }
        return "\(Self.words(day)) \(London.timeOfDay(at: instant))"
    }

    private static func words(_ day: CalendarDate) -> String {
        "\(day.weekday)".capitalized + " \(day)"
    }
}
