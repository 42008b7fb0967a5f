// SPDX-License-Identifier: Apache-2.0

import Signing
import TransparencyLog
package import Wire

/// What parties are shown of one entry so that they can verify it, or parts of it.
///
/// Salts, leaves and their tree are worked out once, however many of the parts are shown: an entry of
/// verdicts has hundreds.
package struct EntryDisclosure: Sendable {
    /// The entry.
    package let entry: LedgerEntry
    /// What shows the entry: index, facts and their salt.
    package let whole: JSONValue
    private let facts: JSONValue
    private let salts: [SHA256Digest]
    private let tree: WholeTree?

    /// Prepares to show an entry.
    package init(of entry: LedgerEntry) {
        self.entry = entry
        facts = entry.factsJSON
        whole = [
            "index": .integer(entry.index), "entry": entry.leafJSON, "facts": facts,
            "facts_salt": .digest(entry.salts.facts),
        ]
        salts = entry.salts.parts(entry.parts.count)
        tree = entry.parts.isEmpty ? nil : WholeTree(leaves: entry.partLeaves)
    }

    /// What of the entry as it is stored is not what it commits to; nil when all of it is.
    package var damage: EntryDamage? {
        entry.damage(facts: facts, rootOfParts: tree?.root)
    }

    /// Whether it is what one look found of expectations that were due, and of no message.
    package var isOfVerdictsAlone: Bool { facts["kind"] == "judged" }

    /// What shows a part: the entry, the part, its salt and its path to the root that the facts name;
    /// the entry alone when it has no such part.
    package func part(_ number: Int) -> JSONValue {
        guard let tree, entry.parts.indices.contains(number) else { return whole }
        return whole.adding("part", entry.partJSON(number))
            .adding("part_number", .integer(Int64(number)))
            .adding("part_salt", .digest(salts[number]))
            .adding("path", .array(tree.path(of: number).hashes.map(JSONValue.digest)))
    }
}
