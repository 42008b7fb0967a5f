// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
import Schema
import Wire

extension Catalogue {
    /// What the messages of agencies say, by the newest version of each type: what rule packs and
    /// subscriptions are read against.
    package var vocabulary: EventVocabulary {
        let sent = entries.filter { !$0.isIssuedByBroker }.map { entry in
            (entry.type.name, words(of: entry))
        }
        return EventVocabulary(Dictionary(sent) { first, _ in first })
    }

    private func words(of entry: Entry) -> EventVocabulary.Entry {
        let outline = SchemaOutline(of: entry.schema, in: registry).members
        let members = outline.filter { !$0.path.contains("*") }
        let places = members.map { ($0.pointer.description, $0) }
        let byPointer = Dictionary(places) { first, _ in first }
        return EventVocabulary.Entry(
            particulars: entry.particulars.mapValues { codes(of: byPointer[$0.description]) },
            members: Set(byPointer.keys),
            times: Set(byPointer.filter { $0.value.tellsTime(in: entry.schema) }.keys),
            answers: entry.answers)
    }

    private func codes(of member: OutlinedMember?) -> EventVocabulary.Codes {
        guard let member else { return EventVocabulary.Codes(listed: [], isOpen: false) }
        if member.types == ["boolean"] {
            return EventVocabulary.Codes(listed: ["true", "false"], isOpen: false)
        }
        let lists = member.codeLists.compactMap { registry.schema($0)?.root }
        let closed = lists.compactMap { $0["enum"] }
        let open = lists.flatMap { $0["anyOf"].map { Array($0.elements) } ?? [] }
            .compactMap { $0["enum"] }
        let codes = (closed + open).flatMap { $0.elements.compactMap(\.string) }
        return EventVocabulary.Codes(listed: member.values + codes, isOpen: !open.isEmpty)
    }
}

extension OutlinedMember {
    /// Where it stands in a payload.
    fileprivate var pointer: JSONPointer {
        path.reduce(JSONPointer()) { $0.appending($1) }
    }

    /// Whether it tells a day or a time: it has the format, or the schema takes a day there and does
    /// not take any text.
    fileprivate func tellsTime(in schema: CompiledSchema) -> Bool {
        guard types == ["string"], values.isEmpty, codeLists.isEmpty else { return false }
        let formats = terms.filter { $0.hasPrefix("format ") }
        guard formats.isEmpty else {
            return formats.contains("format date") || formats.contains("format date-time")
        }
        return isTaken("2026-01-31", by: schema) && !isTaken("at some time", by: schema)
    }

    private func isTaken(_ text: String, by schema: CompiledSchema) -> Bool {
        let payload = path.reversed().reduce(JSONValue.string(text)) {
            .object([JSONMember($1, $0)])
        }
        guard let document = try? JSONDocument(parsing: payload.canonical) else { return false }
        return !schema.violations(in: document.root).contains { $0.instance == pointer }
    }
}
