// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

/// How far a handoff got, reckoned from the part that opened it and those that record its steps, without
/// any of the broker's own code.
struct ReckonedHandoff {
    /// Its name without the log's origin, `<index>.<part>`.
    let name: String
    /// To whom the message was handed.
    let agency: String
    /// When each step was taken, in ms, by the member that tells it.
    private var times: [String: Int64]

    /// Begins with the part that opened it.
    ///
    /// - Parameter routed: the time of its entry, in ms.
    init(_ name: String, _ part: JSONNode, routed: Int64) throws(EvidenceFault) {
        guard let agency = part.text("to") else {
            throw EvidenceFault(name, "is a handoff to nobody")
        }
        (self.name, self.agency) = (name, agency)
        times = ["routed_at": routed]
    }

    /// Takes a step: each keeps its first time, but for a refusal, which keeps its last.
    mutating func take(_ part: JSONNode, at now: Int64) throws(EvidenceFault) {
        guard let step = part.text("step"), Self.steps.contains("\(step)_at") else {
            throw EvidenceFault(name, "took a step that is not known")
        }
        let member = "\(step)_at"
        if times[member] == nil || step == "refused" { times[member] = now }
    }

    private static let steps = [
        "answered_at", "acknowledged_at", "delivered_at", "refused_at", "undeliverable_at",
    ]

    /// Holds what is told of it against what was reckoned.
    ///
    /// - Parameter withheld: the times of entries whose facts are withheld, in ms: a step that was taken at
    ///   one of them is on the broker's word.
    /// - Returns: whether all of it is proven.
    func check(_ told: JSONNode, withheld: Set<Int64>) throws(EvidenceFault) -> Bool {
        guard told.text("agency") == agency else {
            throw EvidenceFault(name, "is told as one to \(told.text("agency") ?? "nobody")")
        }
        var (known, isProven) = (times, true)
        for member in ["routed_at"] + Self.steps {
            let time = told.text(member).flatMap { try? Instant(rfc3339: $0) }?.milliseconds
            guard time != times[member] else { continue }
            guard let time, withheld.contains(time),
                times[member].map({ member == "refused_at" && $0 < time }) ?? true
            else { throw difference(member, told) }
            (known[member], isProven) = (time, false)
        }
        guard told.text("state") == Self.state(known) else {
            throw EvidenceFault(
                name,
                "is told as \(told.text("state") ?? "nothing"), its entries give "
                    + Self.state(known))
        }
        return isProven
    }

    private func difference(_ member: String, _ told: JSONNode) -> EvidenceFault {
        let reckoned = times[member].map { Instant(milliseconds: $0).rfc3339 } ?? "none"
        return EvidenceFault(
            name,
            "is told with \(member) \(told.text(member) ?? "absent"), its entries give \(reckoned)")
    }

    /// The furthest that it got: a refusal stands until the recipient's system takes the message after all.
    private static func state(_ times: [String: Int64]) -> String {
        steps.first { times[$0] != nil }.map { String($0.dropLast("_at".count)) } ?? "routed"
    }
}
