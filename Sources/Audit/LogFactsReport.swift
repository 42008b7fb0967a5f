// SPDX-License-Identifier: Apache-2.0

import Handoffs
package import Ledger
import Routing
package import Safeguarding
import Signing
package import Wire

/// Facts, parts and salts of a range of the log, for those who oversee partnerships.
///
/// What is withheld is named: another partnership's, of no partnership, a restricted thread's, or purged.
/// Whoever holds the tiles can then check every entry that is shown, and that none is left out.
package struct LogFactsReport: Sendable {
    private let entries: [(entry: LedgerEntry, happening: Happening?)]
    private let partnerships: Set<Int>

    /// Reports entries to those who oversee partnerships; one without a happening was purged.
    package init(
        _ entries: [(entry: LedgerEntry, happening: Happening?)], partnerships: Set<Int>
    ) {
        self.entries = entries
        self.partnerships = partnerships
    }

    /// The entries of other messages that parts of these name; whether they are restricted or purged
    /// must be known.
    package var namedEntries: Set<Int64> {
        let happenings = entries.compactMap(\.happening)
        return Set(happenings.flatMap { $0.parts.compactMap(\.named?.entry) })
            .union(happenings.compactMap(\.facts.earlierMessage))
    }

    /// The threads that were read; whether they are restricted must be known.
    package var readThreads: Set<ThreadID> {
        Set(entries.compactMap(\.happening?.facts.readThread))
    }

    /// The report as `GET /log/facts` answers it.
    ///
    /// - Parameter restricted: the entries of messages of restricted threads.
    /// - Parameter threads: the restricted threads; who read one may be a party to it.
    /// - Parameter purged: the entries whose facts were purged. Nobody can tell any more whether they
    ///   were restricted, so that what names them is withheld with them.
    /// - Parameter next: the index at which the next page begins.
    package func json(
        restricted: Set<Int64>, purged: Set<Int64> = [], threads: Set<ThreadID> = [],
        next: Int64?
    ) -> JSONValue {
        let hidden = Hidden(restricted: restricted, purged: purged, threads: threads)
        return .object(leavingOutNil: [
            "items": .array(entries.map { json($0.entry, $0.happening, hidden) }),
            "next": next.map { .string(String($0)) },
        ])
    }

    /// Messages that nothing may be told of, and the word for why.
    private struct Hidden {
        let restricted: Set<Int64>
        let purged: Set<Int64>
        let threads: Set<ThreadID>

        func reason(_ entry: Int64?) -> String? {
            guard let entry else { return nil }
            if restricted.contains(entry) { return "restricted" }
            return purged.contains(entry) ? "purged" : nil
        }
    }

    /// Which of the entries are withheld, whatever they say.
    ///
    /// - Parameter restricted: the entries of messages of restricted threads.
    /// - Parameter purged: the entries whose facts were purged.
    package func withheldEntries(restricted: Set<Int64>, purged: Set<Int64>) -> Set<Int64> {
        let hidden = Hidden(restricted: restricted, purged: purged, threads: [])
        let withheld = entries.filter {
            $0.happening == nil || self.withheld($0.entry, $0.happening, hidden) != nil
        }
        return Set(withheld.map(\.entry.index))
    }

    private func json(
        _ entry: LedgerEntry, _ happening: Happening?, _ hidden: Hidden
    ) -> JSONValue {
        let reason = withheld(entry, happening, hidden)
        guard let happening, reason == nil else {
            return [
                "index": .integer(entry.index), "entry": entry.leafJSON,
                "withheld": .string(reason ?? "purged"),
            ]
        }
        let reasons = happening.parts.map { hidden.reason($0.named?.entry) }
        let leaves = reasons.contains { $0 != nil } ? entry.partLeaves : []
        let parts = happening.parts.indices.map { number -> JSONValue in
            if let reason = reasons[number] {
                let leaf = leaves[number].bytes
                return ["withheld": .string(reason), "leaf": .string(Base64URL.encode(leaf))]
            }
            return [
                "part": entry.partJSON(number),
                "salt": .string(Base64URL.encode(entry.salts.part(number).bytes)),
            ]
        }
        return entry.disclosure.adding("parts", .array(parts))
    }

    private func withheld(
        _ entry: LedgerEntry, _ happening: Happening?, _ hidden: Hidden
    ) -> String? {
        switch happening?.facts {
        case .started, .loaded, .clock, .gap, .revoked: return nil
        default: break
        }
        guard partnerships.contains(entry.partnership) else {
            // Such as a read by somebody who oversees several: it is nobody else's either.
            return entry.partnership == 0 ? "no_partnership" : "another_partnership"
        }
        guard let happening else { return "purged" }
        if let thread = happening.facts.readThread, hidden.threads.contains(thread) {
            return "restricted"
        }
        return hidden.reason(entry.index) ?? hidden.reason(happening.facts.earlierMessage)
            ?? tellingRecipient(happening, hidden)
    }

    /// Why the facts are withheld that name an agency as the one that took a hidden message: a poll's
    /// do, and a step of the thread's audit leads to them by its index.
    private func tellingRecipient(_ happening: Happening, _ hidden: Hidden) -> String? {
        guard case .polled = happening.facts else { return nil }
        return happening.parts.lazy.compactMap { hidden.reason($0.named?.entry) }.first
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
        // Which entries were purged is told: it is what a leaf without facts is explained by.
        case .routing, .handoff, .exclusion, .expectation, .refusal, .due, .factsDue, .forgotten:
            nil
        }
    }
}

extension Facts {
    /// The thread that was read.
    fileprivate var readThread: ThreadID? {
        guard case .read(let facts) = self else { return nil }
        return facts.thread
    }

    /// The message whose content was read, or that was withdrawn.
    fileprivate var earlierMessage: Int64? {
        switch self {
        case .read(let facts): facts.message
        case .withdrawn(let facts): facts.refused
        default: nil
        }
    }
}
