// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Ledger
import Routing

extension ThreadReport {
    /// What of a thread this report leaves out, counted by kind: whole messages, and parts of those
    /// that it tells of.
    ///
    /// Of a restricted thread a count would tell how many others take part: the kinds alone are named,
    /// with 0.
    func leftOut(
        of messages: [MessageRecord], for viewer: Viewer
    ) -> [(kind: String, count: Int)] {
        let told = Set(steps.filter(\.kind.isArrival).map(\.name.entry))
        let shown = ShownParts(in: self)
        var counts: [String: Int] = [:]
        for message in messages where message.facts != nil {
            guard told.contains(message.entry.index) else {
                counts["message", default: 0] += 1
                continue
            }
            for (number, part) in message.happening.parts.enumerated()
            where !shows(
                PartName(entry: message.entry.index, part: number), part, shown, to: viewer)
            {
                counts["part:\(part.kind)", default: 0] += 1
            }
        }
        let isRestricted = messages.contains(where: \.isRestricted)
        return counts.sorted { $0.key < $1.key }
            .map { (kind: $0.key, count: isRestricted ? 0 : $0.value) }
    }

    /// Whether a part is told, with its proof or in what a step says of its message's routing.
    private func shows(
        _ name: PartName, _ part: Part, _ shown: ShownParts, to viewer: Viewer
    ) -> Bool {
        if isOverseen { return !withholdsAgencies }
        let seesRouting = shown.routed.contains(name.entry)
        switch part {
        case .routing, .exclusion: return seesRouting
        case .handoff(let recipient): return seesRouting || recipient.agency == viewer.agency
        default: return shown.named.contains(name)
        }
    }
}

/// What a report tells of, gathered once: a thread may have as many messages as its parties like.
private struct ShownParts {
    /// The entries of the messages whose routing is told.
    let routed: Set<Int64>
    /// The expectations, the verdicts on them, and the steps.
    let named: Set<PartName>

    init(in report: ThreadReport) {
        routed = Set(report.steps.filter { $0.routing != nil }.map(\.name.entry))
        named = Set(report.expectations.flatMap { [$0.name] + $0.verdicts })
            .union(report.steps.map(\.name))
    }
}

extension Part {
    /// The part's kind in one word, as its member `part` says it.
    var kind: String {
        switch self {
        case .routing: "routing"
        case .handoff: "handoff"
        case .exclusion: "exclusion"
        case .expectation: "expectation"
        case .step: "step"
        case .verdict: "verdict"
        case .refusal: "refusal"
        case .resubmission: "resubmission"
        case .amendment: "amendment"
        case .due: "due"
        case .purged: "purged"
        case .factsDue: "facts-due"
        case .forgotten: "forgotten"
        }
    }
}
