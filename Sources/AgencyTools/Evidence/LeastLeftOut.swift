// SPDX-License-Identifier: Apache-2.0

import Wire

/// How much the messages of a thread that a party was told of show to be left out.
///
/// Parts are numbered in their order, the routing first and then the handoffs, so that one that is shown
/// tells of those before it; and each message names the one that it follows.
struct LeastLeftOut {
    /// The least count of each kind; of parts of whatever kind under `part:`.
    private(set) var counts: [String: Int64] = ["message": 0, part: 0, routing: 0, handoff: 0]

    /// What the names of kinds of parts begin with.
    static let part = "part:"
    private static let routing = "part:routing"
    private static let handoff = "part:handoff"

    /// Counts.
    ///
    /// - Parameters:
    ///   - steps: the steps of the thread.
    ///   - entries: the entries of the bundle.
    init(of steps: [JSONNode], _ entries: [Int64: ShownEntry]) {
        var (messages, followed): (Set<Int64>, Set<Int64>) = ([], [])
        for step in steps where ToldTerms.isArrival(step.text("kind")) {
            guard let entry = step["index"]?.integer.flatMap({ entries[$0] }),
                let facts = entry.facts
            else { continue }
            messages.insert(entry.index)
            if let index = facts["follows"]?.integer { followed.insert(index) }
            if facts["parts"] != nil, entry.parts[0] == nil { add(hiddenIn: entry) }
        }
        counts["message"] = Int64(followed.subtracting(messages).count)
    }

    private mutating func add(hiddenIn entry: ShownEntry) {
        let handoffs = entry.parts.filter { $0.value.text("part") == "handoff" }.keys.max() ?? 0
        /// How many numbers up to one have no part.
        func hidden(upTo last: Int) -> Int64 {
            Int64(last + 1 - entry.parts.keys.count { $0 <= last })
        }
        counts[Self.routing, default: 0] += 1
        counts[Self.handoff, default: 0] += hidden(upTo: handoffs) - 1
        counts[Self.part, default: 0] += hidden(upTo: entry.parts.keys.max() ?? 0)
    }
}
