// SPDX-License-Identifier: Apache-2.0

package import Handoffs
package import Ledger
package import TransparencyLog
package import Wire

/// The entries from which whatever is told to a party can be verified by it.
package struct Proofs: Sendable {
    private let entries: [Int64: EntryDisclosure]
    /// The log's origins, which name handoffs and expectations.
    package let origin: LogOrigin
    /// The entries whose facts are withheld from whoever is told.
    package let withheld: Set<Int64>

    /// Holds entries.
    package init(_ entries: [LedgerEntry], origin: LogOrigin) {
        self.init(
            Dictionary(
                entries.map { ($0.index, EntryDisclosure(of: $0)) },
                uniquingKeysWith: { first, _ in first }), origin, withheld: [])
    }

    private init(
        _ entries: [Int64: EntryDisclosure], _ origin: LogOrigin, withheld: Set<Int64>
    ) {
        (self.entries, self.origin, self.withheld) = (entries, origin, withheld)
    }

    /// The same without some entries, for whoever they are withheld from.
    package func withholding(_ withheld: Set<Int64>) -> Proofs {
        Proofs(entries.filter { !withheld.contains($0.key) }, origin, withheld: withheld)
    }

    /// The entries, in order.
    package var all: [LedgerEntry] { entries.values.map(\.entry).sorted { $0.index < $1.index } }

    /// Those of them that are of no message, but of what one look found that was due.
    package var ofVerdictsAlone: Set<Int64> {
        Set(entries.values.filter(\.isOfVerdictsAlone).map(\.entry.index))
    }

    /// The first entry that is not what it commits to, and what of it; nil when all are.
    ///
    /// What is told is hashed again first: nothing that was altered is told with a proof.
    package var damage: (entry: Int64, what: EntryDamage)? {
        for (index, disclosure) in entries.sorted(by: { $0.key < $1.key }) {
            if let damage = disclosure.damage { return (index, damage) }
        }
        return nil
    }

    /// What proves a part: index, facts, part, salts and path.
    package func disclosure(of name: PartName) -> JSONValue? {
        entries[name.entry]?.part(name.part)
    }

    /// What proves an entry without any of its parts.
    package func disclosure(ofEntry index: Int64) -> JSONValue? { entries[index]?.whole }
}

extension ThreadReport {
    /// The entries that `json` needs to prove what it tells.
    package var provingEntries: Set<Int64> {
        Set(steps.map(\.name.entry)).union(
            expectations.flatMap { [$0.name.entry] + $0.verdicts.map(\.entry) })
    }
}
