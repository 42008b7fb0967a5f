// SPDX-License-Identifier: Apache-2.0

import TransparencyLog
import Wire

/// Reads a whole log, entry by entry, as an auditor does who takes nobody's word: the leaves from the
/// public tiles, verified up to the signed root, and beside each the facts and parts that its partnership
/// is given, verified against the leaf.
///
/// Holds one bundle of entries at a time.
struct LogReading {
    /// How many entries were read.
    private(set) var count: Int64 = 0
    /// What is withheld, counted by the broker's word for why.
    private(set) var withheld: [String: Int] = [:]
    private var tree: LogTree
    private var client: BrokerClient
    private let parameters: [(String, String?)]

    /// Prepares to read what stands under a checkpoint.
    init(_ tree: LogTree, by client: BrokerClient, _ parameters: [(String, String?)]) {
        self.tree = tree
        self.client = client
        self.parameters = parameters
    }

    /// Reads all of it in order.
    mutating func read(
        _ take: (LoggedEntry) throws(EvidenceFault) -> Void
    ) async throws(ToolFailure) {
        let full = tree.fullCount(level: 0)
        let last = tree.edge[0] == nil ? full : full + 1
        for index in 0..<last {
            guard let tile = Tile(.entries, index: index, size: tree.seen.size) else { continue }
            let leaves = try await tree.hashes(level: 0, index: index)
            let bundle = try await tree.entries(tile, leaves: leaves)
            guard let entries = try? EntryBundle.decode(bundle, count: leaves.count) else {
                throw ToolFailure(.data, "\(tile.path) cannot be taken apart")
            }
            let facts = try await facts(of: Int64(tile.range.lowerBound), entries.count)
            do throws(EvidenceFault) {
                for (leaf, item) in zip(entries, facts) {
                    try take(try entry(item, leaf))
                }
            } catch {
                throw ToolFailure(
                    .data,
                    ["What the broker told of the log is not what the log commits to:", "\(error)"])
            }
        }
    }

    /// What the broker tells of a run of entries: one item for each, or it has left some out.
    private mutating func facts(
        of first: Int64, _ count: Int
    ) async throws(ToolFailure) -> [JSONNode] {
        var items: [JSONNode] = []
        while items.count < count {
            let from = first + Int64(items.count)
            let page = try await client.get(
                "/log/facts", [("from", "\(from)"), ("to", "\(first + Int64(count))")] + parameters
            ).json().list("items")
            guard !page.isEmpty else {
                throw ToolFailure(
                    .data, "The broker tells nothing of entry \(from), which the log has")
            }
            items += page
        }
        return items
    }

    private mutating func entry(
        _ item: JSONNode, _ leaf: [UInt8]
    ) throws(EvidenceFault) -> LoggedEntry {
        let index = count
        guard item["index"]?.integer == index else {
            throw EvidenceFault("entry \(index)", "is left out, or another is told in its place")
        }
        guard item["entry"]?.canonical == leaf else {
            throw EvidenceFault("entry \(index)", "is told otherwise than it stands in the log")
        }
        count += 1
        if let reason = item.text("withheld") { withheld[reason, default: 0] += 1 }
        let shown = try ShownEntry(told: item, at: index)
        if let hidden = shown.hiddenCount, hidden > 0 {
            withheld["part of an entry", default: 0] += hidden
        }
        return LoggedEntry(
            index: index, at: shown.leaf["at"]?.integer ?? 0, facts: shown.facts,
            parts: shown.parts)
    }
}

/// An entry of the log with what of it is told, verified.
struct LoggedEntry {
    /// Its index.
    let index: Int64
    /// Its time, in ms.
    let at: Int64
    /// The facts; nil where they are withheld.
    let facts: JSONNode?
    /// The parts that are shown, by their numbers.
    let parts: [Int: JSONNode]
}
