// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

/// What an expectation was opened with: the part that opened it, and the facts of the entry that has it.
///
/// A bundle and the lists that are proven from the log are held against it alike.
struct ToldTerms {
    /// The part.
    let part: JSONNode
    /// The facts.
    let facts: JSONNode

    /// Holds what is told of an expectation against it.
    ///
    /// - Parameter path: where it is told, for the fault.
    func check(_ told: JSONNode, _ path: String) throws(EvidenceFault) {
        let name = told.text("expectation") ?? "nothing"
        for member in ["rule", "pack", "calendar", "force", "owed_to"]
        where part.text(member) != told.text(member) {
            throw EvidenceFault(path, "tells of the \(member) of \(name) what its entry does not")
        }
        guard hasSameTerms(told) else {
            throw EvidenceFault(path, "tells of \(name) what its entry does not")
        }
        guard isOpened(told) else {
            throw EvidenceFault(path, "says that \(name) was opened by another message")
        }
    }

    private func hasSameTerms(_ told: JSONNode) -> Bool {
        let owner = part.text("owed_by")
        let passedOn = owner == told.text("owed_by") ? nil : owner
        return part.text("duty") == told.text("duty")
            && part["unverified"]?.value == told["unverified"]?.value
            && part["expects"]?.value == told["expects"]?.value
            && part["from"]?.integer.flatMap { Instant(milliseconds: $0).rfc3339 }
                == told.text("from")
            && part["asked_late_by"]?.integer.map { $0 / 1_000 }
                == told["asked_late_by_seconds"]?.integer
            && passedOn == told.text("passed_on_by")
    }

    /// Whether the message that is said to have opened it is the entry's; of a silence there is none, and
    /// what could not be read of a refused message its entry does not have.
    private func isOpened(_ told: JSONNode) -> Bool {
        if Self.isArrival(facts.text("kind")) {
            return Self.isOfMessage(told, facts) && facts.text("txn") == told.text("txn")
        }
        guard let issuer = facts.text("iss") ?? facts.text("agency") else { return true }
        return issuer == told.text("iss")
            && ["jti", "txn"].allSatisfy { name in
                facts.text(name) == nil || facts.text(name) == told.text(name)
            }
    }

    /// Whether an entry of a kind is a message that was accepted, or one of the broker's own.
    static func isArrival(_ kind: String?) -> Bool { kind == "accepted" || kind == "issued" }

    /// Whether something is told of the message that an entry's facts are of.
    static func isOfMessage(_ told: JSONNode, _ facts: JSONNode) -> Bool {
        facts.text("jti") == told.text("jti") && facts.text("iss") == told.text("iss")
            && typeName(of: facts) == told.text("type")
    }

    /// The name of the type of the message that an entry's facts are of, such as `referral.made`.
    static func typeName(of facts: JSONNode) -> String? {
        (facts.text("type").flatMap { try? EventType(uri: $0) })?.name
    }

    /// Fails where a break is told under another name than it has.
    static func checkBreak(_ told: JSONNode, _ path: String) throws(EvidenceFault) {
        let breakPoint = told.text("break_point").flatMap { BreakPoint(rawValue: $0) }
        guard breakPoint?.name == told.text("break_point_name") else {
            throw EvidenceFault(
                path,
                "gives the break of \(told.text("expectation") ?? "nothing") another name than it has"
            )
        }
    }
}
