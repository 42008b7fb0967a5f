// SPDX-License-Identifier: Apache-2.0

package import Intake
import Safeguarding
import Schema
package import Wire

/// The example that a schema shows, made fit to be sent.
///
/// The people in it get identifiers that nobody had before; what it answers (`in_reply_to`,
/// `about`) keeps its placeholders.
package struct ExamplePayload: Sendable {
    /// The payload.
    package let value: JSONValue

    /// Takes the first example of a type's schema; fails when it shows none.
    package init(of entry: Catalogue.Entry, random: (Int) -> [UInt8]) throws(ToolFailure) {
        guard
            let example = entry.schema.annotation("examples")?.elements.first(where: { _ in true })
        else {
            throw ToolFailure(
                .configuration, "The schema \(entry.schema.id) shows no example to begin with")
        }
        var fresh: [String: String] = [:]
        for subject in example.list("subjects") {
            guard let id = subject.text("id") else { continue }
            fresh[id] = fresh[id] ?? FreshIdentifier.ofChance(random: random)
        }
        let value = Self.renamed(example.value, fresh)
        self.value = entry.opens ? Self.opening(value) : value
    }

    /// What may open a thread is shown as it does: an answer's placeholders would be refused.
    private static func opening(_ value: JSONValue) -> JSONValue {
        .object((value.members ?? []).filter { $0.name != "in_reply_to" })
    }

    private static let references: Set<String> = ["in_reply_to", "about"]

    private static func renamed(_ value: JSONValue, _ fresh: [String: String]) -> JSONValue {
        switch value {
        case .object(let members):
            .object(
                members.map { member in
                    references.contains(member.name)
                        ? member : JSONMember(member.name, renamed(member.value, fresh))
                })
        case .array(let elements): .array(elements.map { renamed($0, fresh) })
        case .string(let text): .string(fresh[text] ?? text)
        default: value
        }
    }
}
