// SPDX-License-Identifier: Apache-2.0

import Wire

extension EvidenceCheck {
    /// What the manifest counts as left out, against what is: whoever takes something out of a bundle has to
    /// say so.
    func checkCounts() throws(EvidenceFault) {
        let told = try countsThatAreTold()
        let messages = Set(bundle.paths(in: "messages", ending: ".jwt").map(\.name))
        let arrivals = Set(
            try bundle.json("thread.json").list("steps")
                .filter { ToldTerms.isArrival($0.text("kind")) }
                .map { "\($0["index"]?.integer ?? -1)" })
        if let stray = messages.subtracting(arrivals).min() {
            throw EvidenceFault(
                "messages/\(stray).jwt", "is of no message that the thread tells of")
        }
        let counts = [
            "entry": entries.values.count { $0.facts == nil },
            "part": entries.values.reduce(0) { $0 + ($1.hiddenCount ?? 0) },
            "content of a message": arrivals.subtracting(messages).count,
            "configuration": try bundle.json("documents.json").list("configurations").count,
        ]
        for (kind, count) in counts.sorted(by: { $0.key < $1.key })
        where told[kind, default: 0] != Int64(count) {
            throw EvidenceFault(
                EvidenceBundle.manifestPath,
                "counts \(told[kind, default: 0]) of `\(kind)` as left out, and it is \(count)")
        }
        guard bundle.manifest.text("as") != "overseer" else { return }
        try checkLeast(told)
    }

    /// The most that is counted of one kind: there is no more of anything than a log can have entries.
    private static let largestCount = Int64(SeenCheckpoint.largestSize)

    private func countsThatAreTold() throws(EvidenceFault) -> [String: Int64] {
        let path = EvidenceBundle.manifestPath
        var told: [String: Int64] = [:]
        for item in try bundle.manifest.needed("left_out", of: path) {
            try ToldMembers.leftOut.check(item, path)
            guard let kind = item.text("kind"), let count = item["count"]?.integer,
                (0...Self.largestCount).contains(count),
                told.updateValue(count, forKey: kind) == nil
            else {
                throw EvidenceFault(
                    path,
                    "counts `\(item.text("kind") ?? "nothing")` twice as left out, or not in whole numbers"
                )
            }
        }
        return told
    }

    /// What a party's bundle shows to be left out of the thread, against the counts of messages and of parts
    /// by kind: these are at least so many.
    ///
    /// Of a restricted thread all of them are 0, since a count would tell too much.
    private func checkLeast(_ told: [String: Int64]) throws(EvidenceFault) {
        let path = EvidenceBundle.manifestPath
        var kinds = told.filter { $0.key == "message" || $0.key.hasPrefix(LeastLeftOut.part) }
        kinds[LeastLeftOut.part] = kinds.reduce(0) { sum, kind in
            guard kind.key != "message" else { return sum }
            let (all, isTooMuch) = sum.addingReportingOverflow(kind.value)
            return isTooMuch ? .max : all
        }
        let isCounted = kinds.values.contains { $0 > 0 }
        let least = LeastLeftOut(of: try bundle.json("thread.json").list("steps"), entries).counts
        for (kind, count) in least.sorted(by: { $0.key < $1.key }) {
            guard count == 0 || kinds[kind] != nil else {
                throw EvidenceFault(path, "does not name `\(kind)` among what is left out")
            }
            guard !isCounted || kinds[kind, default: 0] >= count else {
                throw EvidenceFault(
                    path,
                    "counts \(kinds[kind, default: 0]) of `\(kind)` as left out, and it is \(count) at least"
                )
            }
        }
        guard !isCounted || kinds.allSatisfy({ $0.value > 0 || $0.key == LeastLeftOut.part }) else {
            throw EvidenceFault(
                path, "counts some kinds of what is left out of the thread, and others not")
        }
    }

    /// What each message of the thread followed, and the load that was in force for it, which its entry says.
    ///
    /// It followed the one that it answers, or the thread's last before it. Whoever oversees is given both
    /// too, told or withheld.
    func checkFollowed() throws(EvidenceFault) {
        guard bundle.manifest.text("as") == "overseer" else { return }
        let thread = bundle.manifest.text("txn")
        for (index, entry) in entries.sorted(by: { $0.key < $1.key })
        where ToldTerms.isArrival(entry.facts?.text("kind")) && entry.facts?.text("txn") == thread {
            if let followed = entry.facts?["follows"]?.integer, entries[followed] == nil {
                throw EvidenceFault(
                    "thread.json",
                    "leaves out entry \(followed), which that of entry \(index) follows")
            }
            if let load = entry.facts?["config"]?.integer, entries[load] == nil {
                throw EvidenceFault(
                    "documents.json",
                    "leaves out entry \(load), whose load was in force for that of entry \(index)")
            }
        }
    }
}
