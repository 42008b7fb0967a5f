// SPDX-License-Identifier: Apache-2.0

import Wire

extension EvidenceCheck {
    /// What the manifest counts as left out, against what is: whoever takes something out of a bundle has to
    /// say so.
    func checkCounts() throws(EvidenceFault) {
        guard bundle.manifest["left_out"] != nil else { return }
        var told: [String: Int64] = [:]
        for item in bundle.manifest.list("left_out") {
            told[item.text("kind") ?? ""] = item["count"]?.integer
        }
        let messages = bundle.paths(in: "messages", ending: ".jwt").count
        let arrivals = try bundle.json("thread.json").list("steps")
            .count { ToldTerms.isArrival($0.text("kind")) }
        let counts = [
            "entry": entries.values.count { $0.facts == nil },
            "part": entries.values.reduce(0) { $0 + ($1.hiddenCount ?? 0) },
            "content of a message": arrivals - messages,
            "configuration": try bundle.json("documents.json").list("configurations").count,
        ]
        for (kind, count) in counts.sorted(by: { $0.key < $1.key })
        where told[kind, default: 0] != Int64(count) {
            throw EvidenceFault(
                EvidenceBundle.manifestPath,
                "counts \(told[kind, default: 0]) of `\(kind)` as left out, and it is \(count)")
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
