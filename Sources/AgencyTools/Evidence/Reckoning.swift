// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

/// How an expectation stands, reckoned from the part that opened it and those that decided it, without
/// any of the broker's own code.
struct Reckoning {
    /// Its name, `<origin>/<index>.<part>`.
    let name: String
    /// What opened it.
    let terms: JSONNode
    /// How it stands, as the broker's answers word it.
    private(set) var verdict = "open"
    /// Who owes it now.
    private(set) var owedBy: String
    /// When it is due, in ms.
    private(set) var due: Int64
    /// When it was found missed, in ms.
    private(set) var missed: Int64?
    /// When it was met, in ms.
    private(set) var met: Int64?
    /// Where it broke, and by what shortfall.
    private(set) var miss: (breakPoint: String, shortfall: String)?

    /// The entries that say who owes it and when it is due, the last of each that was taken.
    private(set) var ownerEntry: Int64
    private(set) var dueEntry: Int64
    /// What is only said of it.
    private var said = Said()

    /// The entry that opened it.
    let opened: Int64
    /// The entry that gave it its verdict; while there is none, the one that opened it.
    private(set) var decided: Int64
    private let path: String

    /// Begins with what opened it.
    ///
    /// - Parameter path: where this is told, for the fault.
    init(
        _ name: String, terms: JSONNode, in opened: Int64, _ path: String
    ) throws(EvidenceFault) {
        guard let owedBy = terms.text("owed_by"), let due = terms["due"]?.integer else {
            throw EvidenceFault(path, "has an expectation \(name) without owner or due time")
        }
        (self.name, self.terms, self.opened, self.path) = (name, terms, opened, path)
        (self.owedBy, self.due, decided) = (owedBy, due, opened)
        (ownerEntry, dueEntry) = (opened, opened)
    }

    /// Reckons from proofs as answers give them.
    ///
    /// - Parameter said: what is only said of it.
    init(
        _ name: String, terms: JSONNode, in opened: Int64, verdicts: [JSONNode], saying said: Said?,
        _ path: String
    ) throws(EvidenceFault) {
        try self.init(name, terms: terms, in: opened, path)
        believe(said)
        for proof in verdicts {
            guard let part = proof["part"], let at = proof["entry"]?["at"]?.integer,
                let index = proof["index"]?.integer
            else {
                throw EvidenceFault(path, "has a verdict on \(name) without the part that gave it")
            }
            try take(part, of: index, at: at)
        }
    }

    /// Takes a verdict, which must follow.
    ///
    /// - Parameter now: the time of its entry, in ms.
    mutating func take(
        _ part: JSONNode, of entry: Int64, at now: Int64
    ) throws(EvidenceFault) {
        if let fault = try follow(part, of: entry, at: now) { throw fault }
    }

    /// Takes a verdict, whether or not it follows: where others before it are withheld, it may not seem to.
    ///
    /// What the message that opened it tells at once is taken as told: the record of a meeting says who
    /// came, whatever the time is.
    ///
    /// - Parameter now: the time of its entry, in ms.
    /// - Returns: why it does not follow from what was taken before; nil when it does.
    /// - Throws: where it is no verdict on this at all.
    mutating func follow(
        _ part: JSONNode, of entry: Int64, at now: Int64
    ) throws(EvidenceFault) -> EvidenceFault? {
        let about = EvidenceGathering.short(part.text("expectation"))
        guard part.text("part") == "verdict", about == EvidenceGathering.short(name) else {
            throw wrong("is decided by a part that is about something else")
        }
        let word = part.text("verdict") ?? ""
        if !Self.asides.contains(word) { decided = entry }
        switch word {
        case "met": return try meet(part["at"]?.integer, now, isAtOnce: entry == opened)
        case "met_late": return try meetLate(part["at"]?.integer, now)
        case "missed": return try fail(part, now, isAtOnce: entry == opened)
        case "withdrawn": verdict = "withdrawn"
        case "not_applicable": verdict = "not_applicable"
        case "reopened": (verdict, met) = (missed == nil ? "open" : "missed", nil)
        case "paused": verdict = "paused"
        case "resumed":
            guard let later = part["due"]?.integer else { throw wrong("is due at no time") }
            (verdict, due, dueEntry) = ("open", said.due ?? later, entry)
        case "passed_on":
            guard let agency = part.text("to") else { throw wrong("is passed on to nobody") }
            (owedBy, ownerEntry) = (said.owedBy ?? agency, entry)
        case "partly_met", "escalated": break
        default: throw wrong("has a verdict that is not known")
        }
        return nil
    }

    /// Takes what is only said of it for what its entries give.
    mutating func believe(_ said: Said?) {
        guard let said else { return }
        self.said = said
        (owedBy, due) = (said.owedBy ?? owedBy, said.due ?? due)
    }

    /// What happens to it and leaves its verdict as it is.
    static let asides: Set = ["partly_met", "escalated", "passed_on"]

    private mutating func meet(
        _ at: Int64?, _ now: Int64, isAtOnce: Bool
    ) throws(EvidenceFault) -> EvidenceFault? {
        let fault = wrong("is said to be met, and was not in time")
        guard let at else { throw fault }
        let follows = isAtOnce || at <= now && (verdict == "paused" || at < due)
        (verdict, met, missed, miss) = ("met", at, nil, nil)
        return follows ? nil : fault
    }

    private mutating func meetLate(
        _ at: Int64?, _ now: Int64
    ) throws(EvidenceFault) -> EvidenceFault? {
        let fault = wrong("is said to be met late, and was not late")
        guard let at else { throw fault }
        let follows = at <= now && at >= due && missed != nil
        (verdict, met) = ("met_late", at)
        return follows ? nil : fault
    }

    private mutating func fail(
        _ part: JSONNode, _ now: Int64, isAtOnce: Bool
    ) throws(EvidenceFault) -> EvidenceFault? {
        let fault = wrong("is said to be missed, and was not due")
        guard let breakPoint = part.text("break_point"), let shortfall = part.text("shortfall")
        else { throw fault }
        let follows = (isAtOnce || now >= due) && verdict == "open"
        (verdict, missed, met, miss) = ("missed", now, nil, (breakPoint, shortfall))
        return follows ? nil : fault
    }

    /// Holds what is told of it against what was reckoned.
    func check(_ told: JSONNode) throws(EvidenceFault) {
        let reckoned: [(String, String?)] = [
            ("verdict", verdict), ("owed_by", owedBy), ("due", Self.time(due)),
            ("missed_at", missed.flatMap(Self.time)), ("met_at", met.flatMap(Self.time)),
            ("break_point", miss?.breakPoint ?? terms.text("break_point")),
            ("shortfall", miss?.shortfall),
        ]
        for (member, value) in reckoned where told.text(member) != value {
            throw wrong(
                "is told with \(member) \(told.text(member) ?? "absent"), its entries give "
                    + (value ?? "none"))
        }
        let lateBy = verdict == "met_late" ? met.map { Self.seconds(from: due, to: $0) } : nil
        guard told["late_by_seconds"]?.integer == lateBy else {
            throw wrong("is told to be late by another time than its entries give")
        }
    }

    /// By how many seconds something was late, of two times in ms.
    ///
    /// Times come from others: the difference stops at the ends of the range instead of trapping.
    static func seconds(from due: Int64, to met: Int64) -> Int64 {
        Instant(milliseconds: met).milliseconds(since: Instant(milliseconds: due)) / 1_000
    }

    private static func time(_ milliseconds: Int64) -> String? {
        Instant(milliseconds: milliseconds).rfc3339
    }

    /// A fault of what is told of it.
    func wrong(_ what: String) -> EvidenceFault { EvidenceFault(path, "\(name) \(what)") }
}
