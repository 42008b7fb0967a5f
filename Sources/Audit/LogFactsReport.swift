// SPDX-License-Identifier: Apache-2.0

import Handoffs
package import Ledger
import Routing
import Signing
package import Wire

/// Facts, parts and salts of a range of the log, for those who oversee partnerships.
///
/// What is withheld is named: another partnership's, or a restricted thread's. Whoever holds the
/// tiles can then check every entry that is shown, and that none is left out.
package struct LogFactsReport: Sendable {
    private let entries: [(entry: LedgerEntry, happening: Happening)]
    private let partnerships: Set<Int>

    /// Reports entries to those who oversee partnerships.
    package init(
        _ entries: [(entry: LedgerEntry, happening: Happening)], partnerships: Set<Int>
    ) {
        self.entries = entries
        self.partnerships = partnerships
    }

    /// The entries of other messages that parts of these name; their restriction must be known.
    package var namedEntries: Set<Int64> {
        Set(entries.flatMap { $0.happening.parts.compactMap(\.named?.entry) })
            .union(entries.compactMap(\.happening.facts.earlierMessage))
    }

    /// The report as `GET /log/facts` answers it.
    ///
    /// - Parameter restricted: the entries of messages of restricted threads.
    /// - Parameter next: the index at which the next page begins.
    package func json(restricted: Set<Int64>, next: Int64?) -> JSONValue {
        .object(leavingOutNil: [
            "items": .array(entries.map { json($0.entry, $0.happening, restricted) }),
            "next": next.map { .string(String($0)) },
        ])
    }

    /// Which of the entries are withheld, whatever they say.
    ///
    /// - Parameter restricted: the entries of messages of restricted threads.
    package func withheldEntries(restricted: Set<Int64>) -> Set<Int64> {
        Set(
            entries.filter { withheld($0.entry, $0.happening, restricted) != nil }.map(
                \.entry.index))
    }

    private func json(
        _ entry: LedgerEntry, _ happening: Happening, _ restricted: Set<Int64>
    ) -> JSONValue {
        if let reason = withheld(entry, happening, restricted) {
            return [
                "index": .integer(entry.index), "entry": entry.leafJSON,
                "withheld": .string(reason),
            ]
        }
        let parts = happening.parts.indices.map { number -> JSONValue in
            if let named = happening.parts[number].named?.entry, restricted.contains(named) {
                let leaf = entry.partLeaves[number].bytes
                return ["withheld": "restricted", "leaf": .string(Base64URL.encode(leaf))]
            }
            return [
                "part": entry.partJSON(number),
                "salt": .string(Base64URL.encode(entry.salts.part(number).bytes)),
            ]
        }
        return entry.disclosure.adding("parts", .array(parts))
    }

    private func withheld(
        _ entry: LedgerEntry, _ happening: Happening, _ restricted: Set<Int64>
    ) -> String? {
        switch happening.facts {
        case .started, .loaded, .clock, .gap, .revoked: return nil
        default: break
        }
        guard partnerships.contains(entry.partnership) else { return "another_partnership" }
        if restricted.contains(entry.index) { return "restricted" }
        if let earlier = happening.facts.earlierMessage, restricted.contains(earlier) {
            return "restricted"
        }
        return tellsRecipient(happening, restricted) ? "restricted" : nil
    }

    /// Whether the facts name an agency as the one that took a restricted message: a poll's do, and
    /// a step of the thread's audit leads to them by its index.
    private func tellsRecipient(_ happening: Happening, _ restricted: Set<Int64>) -> Bool {
        guard case .polled = happening.facts else { return false }
        return happening.parts.contains { part in
            part.named.map { restricted.contains($0.entry) } ?? false
        }
    }
}

extension Part {
    /// What of an earlier entry the part is about: a handoff, an expectation, a refusal.
    fileprivate var named: PartName? {
        switch self {
        case .step(let step): step.handoff
        case .verdict(let verdict): verdict.expectation
        case .resubmission(let refused): PartName(entry: refused, part: 0)
        case .amendment(let amendment): PartName(entry: amendment.message, part: 0)
        case .purged(let purged): PartName(entry: purged.entry, part: 0)
        case .routing, .handoff, .exclusion, .expectation, .refusal, .due: nil
        }
    }
}

extension Facts {
    /// The message whose content was read, or that was withdrawn.
    fileprivate var earlierMessage: Int64? {
        switch self {
        case .read(let facts): facts.message
        case .withdrawn(let facts): facts.refused
        default: nil
        }
    }
}
