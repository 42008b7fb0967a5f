// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Safeguarding
import Wire

/// When an agency's system fails for a day, a thousand notices would bury what is in them: many misses
/// of one cause are told once, and once more when none of them is waited for any more.
extension Transaction {
    /// For how long misses of one cause belong to one flood, in milliseconds.
    private static let floodSpan: Int64 = 3_600_000

    /// What of the misses just found is to be told together.
    ///
    /// - Parameter number: of the partnership.
    func floods(among judged: [Miss], partnership number: Int) throws(StoreFailure) -> Floods {
        var heard: [Flood: Set<AgencyID>] = [:]
        let groups = Dictionary(grouping: judged, by: \.flood)
        for case (let flood?, let misses) in groups
        where try isFlood(flood, misses, number) {
            heard[flood] = try whoHeard(of: flood, misses, number)
        }
        return Floods(heard: heard)
    }

    /// A miss that was told together climbs together; misses are told together from so many on.
    private func isFlood(
        _ flood: Flood, _ misses: [Miss], _ number: Int
    ) throws(StoreFailure) -> Bool {
        guard flood.rung == 0 else { return misses.contains(where: \.isDigested) }
        return try isMany(flood, with: misses.count, number)
    }

    /// Who heard of one of the same hour that was told together before, or climbed that rung before, as far
    /// as the newest of them say, so many as make a flood.
    ///
    /// An older flood that nobody has ended does not silence this one.
    private func whoHeard(
        of flood: Flood, _ misses: [Miss], _ number: Int
    ) throws(StoreFailure) -> Set<AgencyID> {
        let told = try store.expectations(
            .digested(
                flood.cause, partnership: number, areOpen: true, rung: flood.rung,
                limit: setting.limits.flood))
        let first = misses.compactMap(\.record.expectation.verdict.missed).min() ?? now
        let recent = told.filter { record in
            record.expectation.verdict.missed.map {
                first.milliseconds(since: $0) <= Self.floodSpan
            } ?? false
        }
        return Set(try listeners(to: recent, number, rung: flood.rung).keys)
    }

    /// Whom the rules name for any of some misses, each with the places of those that concern it.
    private func listeners(
        to records: [ExpectationRecord], _ number: Int, rung: Int
    ) throws(StoreFailure) -> [AgencyID: [Int]] {
        let partnership = setting.partnership(number: number)
        var listeners: [AgencyID: [Int]] = [:]
        for (place, record) in records.enumerated() {
            for agency in try told(record, partnership, rung: rung) {
                listeners[agency, default: []].append(place)
            }
        }
        return listeners
    }

    /// Whether so many are a flood, with those of the last hour: what comes one by one afterwards is
    /// told one by one again.
    private func isMany(
        _ flood: Flood, with count: Int, _ number: Int
    ) throws(StoreFailure) -> Bool {
        if count >= setting.limits.flood { return true }
        let recent = try store.expectations(
            .missedOf(
                flood.cause, partnership: number,
                since: now.adding(milliseconds: -Self.floodSpan), limit: setting.limits.flood))
        return count + recent.count >= setting.limits.flood
    }

    /// Tells each whom the rules name for any of them, once, of those that concern it: who referred and who
    /// waits hear of their own, though all were missed for one reason.
    ///
    /// - Parameter heard: who was told before, in another transaction of the same hour.
    mutating func tell(
        of flood: Flood, among judged: [Miss], _ shown: EntryDisclosure, _ number: Int,
        leavingOut heard: Set<AgencyID>
    ) throws(StoreFailure) {
        let members = judged.enumerated().filter {
            $0.element.flood == flood && $0.element.isDigested
        }
        let listeners = try listeners(
            to: members.map(\.element.record), number, rung: flood.rung)
        let new = listeners.keys.filter { !heard.contains($0) }.sorted()
        let groups = Dictionary(grouping: new) { listeners[$0] ?? [] }
        let climbed = flood.rung > 0 ? " and climb rung \(flood.rung) of their ladder" : ""
        for (places, told) in groups.sorted(by: { $0.value[0] < $1.value[0] }) {
            let theirs = places.map { members[$0] }
            try issue(
                digest(
                    .digest, of: flood, theirs.map(\.element.record), to: told, number,
                    reason: "Many of what it owes are missed for one reason, "
                        + "\(flood.cause.shortfall.rawValue)\(climbed): more of the same are logged, "
                        + "and not told one by one. The counts are of those found so far.",
                    whatToDo:
                        "Mend the cause; ask the audit for what this agency has missed to see each. "
                        + "One more notice follows when none of them is waited for any more.",
                    proof: shown.part(theirs[0].offset)))
        }
    }

    /// Tells that none of a flood is waited for any more, when these were the last.
    mutating func tellOfEnds(
        of resolved: [ExpectationRecord], _ entry: LedgerEntry, _ parts: [Part]
    ) throws(StoreFailure) {
        let groups = Dictionary(grouping: resolved, by: \.digest)
        for (digest, records) in groups.sorted(by: { $0.value[0].name < $1.value[0].name }) {
            guard let digest, let last = records.last else { continue }
            try tellOfEnd(of: digest, records, proof: entry.proof(of: last.name, among: parts))
        }
    }

    private mutating func tellOfEnd(
        of digest: Digest, _ records: [ExpectationRecord], proof: JSONValue
    ) throws(StoreFailure) {
        let (cause, number) = (digest.cause, digest.partnership)
        let open = try store.expectations(
            .digested(cause, partnership: number, areOpen: true, rung: 0, limit: 1))
        guard open.isEmpty else { return }
        let earlier = try store.expectations(
            .digested(
                cause, partnership: number, areOpen: false, rung: 0, limit: setting.limits.flood))
        let names = Set(records.map(\.name))
        let all = records + earlier.filter { !names.contains($0.name) }
        let rung = all.map(\.expectation.rung).max() ?? 0
        try issue(
            self.digest(
                .resolved, of: Flood(cause: cause, rung: rung), all,
                to: listeners(to: all, number, rung: rung).keys.sorted(), number,
                reason: "None of what was missed for one reason, \(cause.shortfall.rawValue), is "
                    + "waited for any more.",
                whatToDo: "Nothing: what was missed is not waited for any more.", proof: proof))
    }

    private func digest(
        _ kind: NoticeKind, of flood: Flood, _ records: [ExpectationRecord], to told: [AgencyID],
        _ number: Int, reason: String, whatToDo: String, proof: JSONValue
    ) -> Notice {
        let counts = Dictionary(grouping: records, by: \.expectation.terms.name)
            .sorted { $0.key < $1.key }
            .map { JSONMember($0.key, .integer(Int64($0.value.count))) }
        let since = records.map(\.expectation.due).min()
        return Notice(
            type: .brokerNotified, partnership: setting.partnership(number: number), thread: nil,
            recipients: told,
            payload: .object(leavingOutNil: [
                "sender_role": "broker", "kind": .string(kind.rawValue),
                "agency": .string(flood.cause.owedBy.uri),
                "counts": kind == .digest ? .object(counts) : nil,
                "since": since.map { .string($0.rfc3339) }, "reason": .string(reason),
                "what_to_do": .string(whatToDo), "proof": proof,
            ]))
    }
}

extension Flood {
    /// Told in the order of agencies, then of what fell short.
    var order: (String, String, Int) {
        (cause.owedBy.uri, cause.shortfall.rawValue, rung)
    }
}

/// What was told together in one partnership.
private struct Digest: Hashable {
    let cause: MissCause
    let partnership: Int
}

extension ExpectationRecord {
    fileprivate var digest: Digest? {
        guard let miss = expectation.miss else { return nil }
        let cause = MissCause(owedBy: expectation.owedBy, shortfall: miss.shortfall)
        return Digest(cause: cause, partnership: opener.partnership)
    }
}

extension LedgerEntry {
    /// The proof of the part that records what became of an expectation.
    fileprivate func proof(of name: PartName, among parts: [Part]) -> JSONValue {
        let number = parts.firstIndex { part in
            guard case .verdict(let step) = part else { return false }
            return step.expectation == name
        }
        return number.map(disclosure(ofPart:)) ?? disclosure
    }
}
