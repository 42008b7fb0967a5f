// SPDX-License-Identifier: Apache-2.0

import Intake
import Safeguarding
import Schema
import Wire

/// The page of reference of an event type, in Markdown: what a supplier builds against.
///
/// All of it comes from the schema, so it is as true as the schema is.
struct ReferencePage {
    private let entry: Catalogue.Entry
    private let registry: SchemaRegistry
    private let members: [OutlinedMember]

    /// The page of one version of a type; the registry holds what its schema refers to.
    init(of entry: Catalogue.Entry, in registry: SchemaRegistry) {
        self.entry = entry
        self.registry = registry
        members = SchemaOutline(of: entry.schema, in: registry).members
    }

    /// The page.
    var text: String {
        ([heading, facts, memberTable] + codeLists + [example, notes])
            .joined(separator: "\n\n") + "\n"
    }

    private var heading: String {
        let meaning = entry.schema.root["description"]?.string ?? ""
        return "# \(entry.type.name) \(entry.version)\n\n**\(entry.title).** \(meaning)"
    }

    private var facts: String {
        var rows = [
            ("Event type", "`\(entry.type.uri)`"), ("Schema", "`\(entry.schema.id)`"),
            ("Sent by", entry.isIssuedByBroker ? "the broker alone" : "agencies"),
            ("Opens a thread", entry.opens ? "yes" : "no"), ("Answers", answers),
            (
                "Who receives it",
                entry.isAddressedOnly
                    ? "those it is addressed to, nobody by subscription"
                    : "those it is addressed to, and subscribers, as agreements allow"
            ),
        ]
        if !entry.particulars.isEmpty { rows.append(("Read by rules and routing", particulars)) }
        return MarkdownTable(["", ""], rows.map { [$0.0, $0.1] }).text
    }

    private var answers: String {
        if entry.answers.isEmpty { return "nothing" }
        if entry.answers.contains("*") { return "any message" }
        return entry.answers.sorted().map { "`\($0)`" }.joined(separator: ", ")
    }

    private var particulars: String {
        entry.particulars.sorted { $0.key < $1.key }
            .map { "\($0.key) (`\($0.value)`)" }.joined(separator: ", ")
    }

    private var memberTable: String {
        "## Members\n\n"
            + MarkdownTable(["member", "", "type", "what it says"], members.map(Self.row)).text
    }

    private static func row(_ member: OutlinedMember) -> [String] {
        let path = member.path.joined(separator: ".").replacing(".*", with: "[]")
        return ["`\(path)`", member.presence.rawValue, member.typeWords, member.words]
    }

    private var codeLists: [String] {
        let ids = Set(members.flatMap { $0.codeLists + $0.suggestedLists }).sorted()
        guard !ids.isEmpty else { return [] }
        return ["## Code lists"] + ids.compactMap(registry.schema).map(Self.codeList)
    }

    private static func codeList(_ schema: CompiledSchema) -> String {
        let codes = schema.root["x-codes"].map { Array($0.members) } ?? []
        let rows = codes.map { ["`\($0.name.string ?? "")`", $0.value.string ?? ""] }
        let source =
            schema.root["x-source"]?["title"]?.string
            .map { " Source: \($0)." } ?? ""
        let unverified =
            schema.root["x-unverified"]?.boolean == true ? " Not verified at its source." : ""
        let others = schema.accepts(anyOther) ? " Others may be written as `x-…`." : ""
        return
            "### \(schema.title ?? schema.id)\n\n`\(schema.id)`.\(source)\(unverified)\(others)\n\n"
            + MarkdownTable(["code", "meaning"], rows).text
    }

    private static let anyOther =
        (try? JSONDocument(parsing: "\"x-another\"", limits: .message))?.root

    private var example: String {
        let example = entry.schema.examples.first.map { VerbatimJSON.pretty($0.value) } ?? "{}"
        return "## Example\n\nEverything in it is invented.\n\n```json\n\(example)\n```"
    }

    private var notes: String {
        """
        ## What holds for every type

        A member that is not named here is accepted, with a warning that the sender can see; it is \
        passed on to the recipients. A payload that names a minor version of the schema which the \
        broker does not know is judged by the newest that it knows. Attachments are named by hash, \
        size and media type; they are not carried. Members marked sensitive are never shown in an \
        error or in the log.
        """
    }
}

extension CompiledSchema {
    fileprivate func accepts(_ value: JSONNode?) -> Bool { value.map(accepts) ?? false }
}

extension OutlinedMember {
    fileprivate var typeWords: String { types.isEmpty ? "any" : types.joined(separator: " or ") }

    /// What it means, what is asked, and what may be done with it.
    fileprivate var words: String {
        var parts = [meaning ?? title].compactMap { $0 }
        if !terms.isEmpty {
            let told = terms.joined(separator: ", ")
            parts.append(told.prefix(1).uppercased() + told.dropFirst() + ".")
        }
        if !values.isEmpty {
            parts.append("One of " + values.map { "`\($0)`" }.joined(separator: ", ") + ".")
        }
        parts += codeLists.map { "Code list `\(Self.name($0))`." }
        parts += suggestedLists.map { "Usual codes: `\(Self.name($0))`; other text is accepted." }
        if isSensitive { parts.append("*Sensitive.*") }
        if isWithholdable { parts.append("*May be withheld.*") }
        if isDeprecated { parts.append("*No longer used.*") }
        return parts.joined(separator: " ")
    }

    /// The name of a code list in its `$id`.
    private static func name(_ id: String) -> Substring {
        id.split(separator: "/").dropLast().last ?? ""
    }
}
