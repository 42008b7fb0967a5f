// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Ledger
import Safeguarding
package import Wire

extension Explanation {
    /// The explanation as `GET /audit/explain` answers it.
    package func json(_ proofs: Proofs) -> JSONValue {
        record.json(proofs, withholdingAgencies: withholdsAgencies, amended: amended)
            .adding("rule_text", ruleJSON)
            .adding("arithmetic", .array(arithmetic.map(JSONValue.string)))
            .adding("clocks", clocks)
            .adding("entries", .array(lines.map(\.json)))
            .adding(
                "broker_down",
                .array(
                    outages.map {
                        ["from": .string($0.from.rfc3339), "until": .string($0.until.rfc3339)]
                    })
            )
            .adding("unreachable", .array(silentSpans.map(\.json)))
            .adding("attempts", .array(attempts.map(\.json)))
    }

    private var ruleJSON: JSONValue {
        guard let rule else { return [:] }
        return .object(leavingOutNil: [
            "title": .string(rule.title), "source": .string(rule.source),
            "edition": .string(rule.edition), "starts": .string(rule.clock.starts.description),
            "stops": .string(rule.clock.stops.description),
            "limit": .string(rule.clock.limit.description),
            "set_by_partnership": rule.overridden.isEmpty
                ? nil : .array(rule.overridden.sorted().map(JSONValue.string)),
        ])
    }

    /// What was claimed beside what was received, and what was counted.
    private var clocks: JSONValue {
        let answer = verdicts.last { $0.message != nil }?.message
        return .object(leavingOutNil: [
            "opening_issued_at": opening.issuedAt.map { .string($0.rfc3339) },
            "opening_occurred_at": opening.occurredAt.map { .string($0.rfc3339) },
            "opening_received_at": .string(opening.receivedAt.rfc3339),
            "counted_from": .string(record.expectation.terms.from.rfc3339),
            "due": .string(record.expectation.due.rfc3339),
            "answer_issued_at": answer?.issuedAt.map { .string($0.rfc3339) },
            "answer_occurred_at": answer?.occurredAt.map { .string($0.rfc3339) },
            "answer_received_at": answer.map { .string($0.receivedAt.rfc3339) },
            "counted_until": record.expectation.verdict.met.map { .string($0.rfc3339) },
        ])
    }

    /// An entry, and what it records.
    private struct Line {
        let index: Int64
        let at: Instant
        let what: String

        var json: JSONValue {
            ["index": .integer(index), "at": .string(at.rfc3339), "what": .string(what)]
        }
    }

    private func cause(_ opener: ExpectationRecord.Opener) -> String {
        if opener.isSilence { return "nothing had been heard for too long, and that opened it" }
        guard let type = opener.type else {
            return "a message whose type is not known was refused, and that opened it"
        }
        return "\(type.name) was received and opened it"
    }

    private var lines: [Line] {
        let opened = Line(
            index: record.name.entry, at: opening.receivedAt,
            what: cause(record.opener))
        let decided = verdicts.map { verdict in
            Line(
                index: verdict.name.entry, at: verdict.at,
                what: verdict.message == nil
                    ? "its time was up, and nothing had come" : "a message decided it")
        }
        let changed = changes.map { change in
            Line(
                index: change.name.entry, at: change.at,
                what: change.words(withholding: withholdsAgencies))
        }
        return [opened] + (decided + changed).sorted { $0.index < $1.index }
    }
}

extension Explanation {
    /// The explanation for a person, to be read aloud; times are London's.
    package var text: String {
        let terms = record.expectation.terms
        let agencies =
            withholdsAgencies
            ? "The thread is restricted: its agencies are not shown."
            : "Owed by \(record.expectation.owedBy.uri) to \(terms.owedTo.uri)."
        var lines = ["\(terms.name)  \(rule?.title ?? "of \(terms.pack)")", agencies]
        lines.append("It stands as: \(record.expectation.verdict.word). \(breakSentence)")
        if let reason = record.reason { lines.append("Because: \(reason)") }
        lines += amended.map {
            "The message that opened it was \($0.text(withholding: withholdsAgencies))."
        }
        lines += ["", "The rule"] + ruleLines
        lines += ["", "The due time"] + arithmetic.map { "  \($0)" }
        lines += ["", "The clocks (London)"] + clockLines
        lines += ["", "The entries"]
        lines += self.lines.map { "  \($0.index)  \(Self.time($0.at))  \($0.what)" }
        lines += outages.map {
            "  The broker was down from \(Self.time($0.from)) until \(Self.time($0.until))."
        }
        lines += silentSpans.map(Self.sentence)
        if !attempts.isEmpty {
            lines += ["", "The attempts"]
            lines += attempts.map { "  \($0.index)  \(Self.time($0.at))  \($0.sentence)" }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func sentence(_ span: SilentSpan) -> String {
        let end = span.until.map { "until \(time($0))" } ?? "on, and has not been heard of since"
        return "  \(span.agency.uri) could not be reached from \(time(span.from)) \(end)."
    }

    private var breakSentence: String {
        guard let miss = record.expectation.miss else {
            return "A miss would be \(record.breakPoint.code), \(record.breakPoint.name)."
        }
        let shortfall = miss.shortfall.rawValue.replacing("-", with: " ")
        return "The miss is \(record.breakPoint.code), \(record.breakPoint.name) (\(shortfall))."
    }

    private var ruleLines: [String] {
        let terms = record.expectation.terms
        var lines = [
            "  \(terms.pack), \(terms.force.rawValue)"
                + (terms.isUnverified
                    ? "; NOT VERIFIED: nobody has held it against its source" : "")
        ]
        guard let rule else { return lines }
        lines += ["  within \(rule.clock.limit)", "  source: \(rule.source)"]
        lines.append("  edition: \(rule.edition)")
        if !rule.overridden.isEmpty {
            lines.append(
                "  set by the partnership: \(rule.overridden.sorted().joined(separator: ", "))")
        }
        return lines
    }

    private var clockLines: [String] {
        (clocks.members ?? []).map { member in
            let name = member.name.replacing("_", with: " ")
            let moment = member.value.string.flatMap { try? Instant(rfc3339: $0) }
            return "  \(name): \(moment.map(Self.time) ?? "")"
        }
    }

    private static func time(_ moment: Instant) -> String {
        String(London.rfc3339(at: moment).prefix(19)).replacing("T", with: " ")
    }
}
