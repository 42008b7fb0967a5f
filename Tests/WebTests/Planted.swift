// SPDX-License-Identifier: Apache-2.0

import Intake
import Schema
import Synchronization
import Wire

/// Values that stand in a payload and nowhere else: whoever finds one outside a message found a leak.
struct Planted: Sendable {
    /// The payload, with marked values in every member that takes one.
    private(set) var payload: JSONValue
    /// What was planted, and what stood there and says something of a person.
    private(set) var markers: Set<String> = []

    private static let counter = Mutex(0)

    /// Plants a marker in each string of a payload that its schema takes it for.
    ///
    /// Words first, an identifier where words are wrong. What takes neither keeps what it has, which is
    /// then looked for where it is long enough not to stand elsewhere by chance.
    init(in payload: JSONValue, of entry: Catalogue.Entry) {
        self.payload = payload
        for path in Self.strings(in: payload, at: []) where !Self.isReference(path) {
            guard !plant(Self.words(), at: path, entry), !plant(Self.identifier(), at: path, entry)
            else { continue }
            let text = Self.text(payload, path)
            if Self.tellsOfPerson(text, at: path) { markers.insert(text) }
        }
    }

    /// Plants words in every string, whatever the schema says, and as the name of a member.
    init(everywhereIn payload: JSONValue) {
        self.payload = payload
        // Where `schema` is wrong nothing else is looked at; it has a test of its own.
        for path in Self.strings(in: payload, at: []) where path != [.name("schema")] {
            let words = Self.words()
            self.payload = Self.putting(.string(words), into: self.payload, path[...])
            markers.insert(words)
        }
    }

    /// Plants words as the name of the payload's schema.
    init(asSchemaOf payload: JSONValue) {
        let words = Self.words()
        let others = (payload.members ?? []).filter { $0.name != "schema" }
        self.payload = .object(others + [JSONMember("schema", .string(words))])
        markers = [words]
    }

    private mutating func plant(
        _ marker: String, at path: [Step], _ entry: Catalogue.Entry
    ) -> Bool {
        let tried = Self.putting(.string(marker), into: payload, path[...])
        guard let node = try? JSONDocument(parsing: tried.canonical, limits: .schema).root,
            entry.schema.accepts(node)
        else { return false }
        payload = tried
        markers.insert(marker)
        return true
    }

    private enum Step: Hashable {
        case name(String)
        case place(Int)
    }

    /// What names another message, or who must be an agency, is no content.
    private static func isReference(_ path: [Step]) -> Bool {
        ["in_reply_to", "about", "target", "redirect_to"].contains { path.contains(.name($0)) }
    }

    /// Numbers by which people are known, where they live, and when they were born; other times are
    /// those of what happened, and near those of the broker.
    private static func tellsOfPerson(_ text: String, at path: [Step]) -> Bool {
        let isTime = text.wholeMatch(of: #/[0-9]{4}-[0-9]{2}-[0-9]{2}.*/#) != nil
        let digits = text.utf8.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return path.last == .name("date_of_birth") || path.last == .name("postcode")
            || digits.count >= 8 && !isTime
    }

    private static func next() -> Int {
        counter.withLock { count in
            count += 1
            return count
        }
    }

    private static func words() -> String { "Zq\(next())xPlanted" }

    private static func identifier() -> String {
        let digits = String(next())
        return "0badc0de-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count)
            + digits
    }

    private static func strings(in value: JSONValue, at path: [Step]) -> [[Step]] {
        switch value {
        case .string: [path]
        case .object(let members):
            members.flatMap { strings(in: $0.value, at: path + [.name($0.name)]) }
        case .array(let elements):
            elements.enumerated().flatMap { strings(in: $1, at: path + [.place($0)]) }
        default: []
        }
    }

    private static func text(_ value: JSONValue, _ path: [Step]) -> String {
        let found = path.reduce(value as JSONValue?) { value, step in
            switch step {
            case .name(let name): value?[name]
            case .place(let place): value?.array?[place]
            }
        }
        return found?.string ?? ""
    }

    private static func putting(
        _ new: JSONValue, into value: JSONValue, _ path: ArraySlice<Step>
    ) -> JSONValue {
        guard let first = path.first else { return new }
        switch (first, value) {
        case (.name(let name), .object(let members)):
            return .object(
                members.map {
                    $0.name == name
                        ? JSONMember(name, putting(new, into: $0.value, path.dropFirst())) : $0
                })
        case (.place(let place), .array(let elements)):
            return .array(
                elements.enumerated().map {
                    $0 == place ? putting(new, into: $1, path.dropFirst()) : $1
                })
        default: return value
        }
    }
}
