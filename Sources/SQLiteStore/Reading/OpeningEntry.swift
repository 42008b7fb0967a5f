// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Relay
import Safeguarding
import Wire

/// An entry that may have opened expectations, read as far as audits need it: its facts, its routing,
/// and the terms of each.
struct OpeningEntry {
    let index: Int64
    private let at: Instant
    private let partnership: Int
    private let facts: Facts
    private let parts: [[UInt8]]
    /// The routing, which is its first part, or who was told of its refusal; another one where it is of
    /// no message, and none where it has no parts.
    private let routing: JSONNode?

    /// Reads the columns `at`, `p` and `content`.
    init(_ index: Int64, reading columns: inout Columns) throws(StoreFailure) {
        self.index = index
        at = try columns.instant()
        partnership = try columns.number()
        let content = try KeptContent.content(from: try columns.bytes(), of: index)
        facts = try Self.facts(content.facts, index)
        parts = content.parts
        routing = try parts.first.map { part throws(StoreFailure) in try Self.node(part, index) }
    }

    /// Whether it is restricted, or its thread is.
    var isRestricted: Bool { routing?["restricted"]?.boolean ?? false }

    /// The message as the questions read it.
    func message(
        _ particulars: Particulars?, opened: [ExpectationRecord], origin: String
    ) throws(StoreFailure) -> ReadMessage {
        let told: MessageFacts
        switch facts {
        case .accepted(let facts), .issued(let facts): told = facts
        default: throw Self.damage(index, "its facts")
        }
        guard let routing,
            case .routing(let routed)? = try? Part(restoring: routing, origin: origin)
        else { throw Self.damage(index, "its routing") }
        return ReadMessage(
            entry: index, at: at, partnership: partnership, facts: told, particulars: particulars,
            recipients: routed.recipients, isRestricted: routed.isRestricted, opened: opened)
    }

    /// The expectation that a row tells the state of.
    func record(
        _ row: ExpectationRow, owedBy: AgencyID, origin: String
    ) throws(StoreFailure) -> ExpectationRecord {
        guard parts.indices.contains(row.name.part),
            case .expectation(let terms)? = try? Part(
                restoring: try Self.node(parts[row.name.part], index), origin: origin)
        else { throw Self.damage(index, "part \(row.name.part)") }
        return ExpectationRecord(
            restoring: row.name,
            expectation: Handoffs.Expectation(
                restoring: terms, verdict: try row.verdict(),
                outstanding: row.outstanding ?? terms.subjects, owedBy: owedBy, due: row.due,
                miss: row.miss, rung: row.rung, next: row.next),
            verdicts: [row.missed, row.settled].compactMap { $0?.part }, reason: row.reason,
            opener: try opener(under: row.root))
    }

    private func opener(under root: Int64) throws(StoreFailure) -> ExpectationRecord.Opener {
        switch facts {
        case .accepted(let facts), .issued(let facts):
            return ExpectationRecord.Opener(
                thread: facts.thread, issuer: facts.issuer, token: facts.token, type: facts.type,
                root: root, partnership: partnership, isRestricted: isRestricted, at: at)
        case .silent(let facts):
            return ExpectationRecord.Opener(silent: facts, partnership, at)
        case .refused(let facts):
            return ExpectationRecord.Opener(
                refused: facts, isRestricted: isRestricted, partnership, at)
        default: throw Self.damage(index, "its facts")
        }
    }

    private static func facts(_ bytes: [UInt8], _ index: Int64) throws(StoreFailure) -> Facts {
        guard let facts = try? Facts(restoring: try node(bytes, index)) else {
            throw damage(index, "its facts")
        }
        return facts
    }

    private static func node(_ bytes: [UInt8], _ index: Int64) throws(StoreFailure) -> JSONNode {
        do throws(JSONError) {
            return try JSONDocument(parsing: bytes, limits: .kept).root
        } catch {
            throw damage(index, "its JSON")
        }
    }

    private static func damage(_ index: Int64, _ what: String) -> StoreFailure {
        .corrupt("of entry \(index) \(what) cannot be read: run fsck")
    }
}
