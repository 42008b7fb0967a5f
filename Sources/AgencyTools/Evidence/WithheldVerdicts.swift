// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

/// The entries that are named as having decided an expectation, and whose facts are withheld: what may be
/// told of it on the broker's word, and no more.
struct WithheldVerdicts {
    /// Their times in ms, by their indexes.
    private let times: [Int64: Int64]

    /// Finds the entries that a list names; nil where it names none, or one that is not withheld or did not
    /// come after the message.
    ///
    /// - Parameter withheld: the times in ms of all entries that are withheld, by their indexes.
    init?(_ named: [JSONNode], since opened: Int64, among withheld: [Int64: Int64]) {
        var times: [Int64: Int64] = [:]
        for node in named {
            guard let index = node.integer, index > opened, let time = withheld[index] else {
                return nil
            }
            times[index] = time
        }
        guard !times.isEmpty else { return nil }
        self.times = times
    }

    /// Whether one of them came before an entry.
    func precede(_ entry: Int64) -> Bool { times.keys.contains { $0 < entry } }

    /// Whether one of them came after an entry.
    func follow(_ entry: Int64) -> Bool { times.keys.contains { $0 > entry } }

    /// Whether something was decided at a time in ms.
    func decided(at time: Int64) -> Bool { times.values.contains(time) }

    /// Whether an answer that one of them took may tell of a time in ms, which is never later than it came.
    func mayTell(of time: Int64) -> Bool { times.values.contains { time <= $0 } }
}

extension Reckoning {
    /// Holds what is told of it against what was reckoned, where entries are withheld that decided it too.
    func check(_ told: JSONNode, decidedBy hidden: WithheldVerdicts) throws(EvidenceFault) {
        let word = told.text("verdict") ?? "nothing"
        guard word == verdict || hidden.follow(decided) && mayBecome(word) else {
            throw wrong(
                "is told as \(word), its entries give \(verdict), which no withheld entry that is "
                    + "named can have changed to that")
        }
        guard told.text("owed_by") == owedBy else {
            throw wrong(
                "is told to be owed by \(told.text("owed_by") ?? "nobody"), its entries give \(owedBy)"
            )
        }
        let due = Self.milliseconds(told, "due")
        // A pause makes it due later, and nothing pauses what was missed.
        let latest = missed.map { max(self.due, $0) } ?? Int64.max
        guard let due, due >= self.due, due <= latest else {
            throw wrong("is told to be due when it cannot have been")
        }
        try checkMiss(told, word, hidden)
        try checkMeeting(told, word, due, hidden)
    }

    /// Whether a verdict can change to another by verdicts that are not shown: what was taken back stays so,
    /// a miss stays one until something comes or nothing is owed, and what came late stays late unless it was
    /// taken back, which leaves the miss, all came in time after all, or nothing was owed.
    private func mayBecome(_ word: String) -> Bool {
        switch verdict {
        case "missed": ["met_late", "met", "withdrawn", "not_applicable"].contains(word)
        case "met_late" where missed != nil:
            ["missed", "met", "withdrawn", "not_applicable"].contains(word)
        case "withdrawn": false
        default: true
        }
    }

    /// A miss is dated by the entry that found it, and is gone only where all came in time after all.
    private func checkMiss(
        _ told: JSONNode, _ word: String, _ hidden: WithheldVerdicts
    ) throws(EvidenceFault) {
        let time = Self.milliseconds(told, "missed_at")
        // The entries that find misses are of no message: another date of one that is shown would be shown.
        let isDated = time.map {
            $0 == missed || missed == nil && hidden.decided(at: $0)
        }
        let fits =
            switch word {
            case "missed", "met_late": isDated ?? false
            case "withdrawn", "not_applicable": isDated ?? (missed == nil)
            default: time == nil
            }
        guard fits else {
            throw wrong(
                "is told with missed_at \(told.text("missed_at") ?? "absent"), \(Self.fits)")
        }
        guard let time, time == missed, let miss else { return }
        guard told.text("break_point") == miss.breakPoint, told.text("shortfall") == miss.shortfall
        else { throw wrong("is told with another break or shortfall than its entries give") }
    }

    /// Something came at the time that its entry gives, or that a withheld one can tell of; in time or late
    /// as it was due.
    private func checkMeeting(
        _ told: JSONNode, _ word: String, _ due: Int64, _ hidden: WithheldVerdicts
    ) throws(EvidenceFault) {
        let time = Self.milliseconds(told, "met_at")
        // What is shown to have come late came then: only another verdict has another time.
        let isFixed = missed != nil && verdict == "met_late" && word == verdict
        let fits = time.map {
            $0 == met || !isFixed && hidden.follow(decided) && hidden.mayTell(of: $0)
        }
        guard fits ?? true, (time != nil) == ["met", "met_late"].contains(word) else {
            throw wrong("is told with met_at \(told.text("met_at") ?? "absent"), \(Self.fits)")
        }
        if let time, missed != nil, word == "met", time >= due {
            throw wrong("is told to be met in time, and was not")
        }
        let lateBy = word == "met_late" ? time.map { Self.seconds(from: due, to: $0) } : nil
        guard lateBy ?? 0 >= 0, told["late_by_seconds"]?.integer == lateBy else {
            throw wrong("is told to be late by another time than its times give")
        }
    }

    private static let fits =
        "which is neither what its entries give nor what a withheld entry that is named can have told"

    /// A time that is told, in ms; nil where there is none.
    static func milliseconds(_ told: JSONNode, _ member: String) -> Int64? {
        told.text(member).flatMap { try? Instant(rfc3339: $0) }?.milliseconds
    }
}
