// SPDX-License-Identifier: Apache-2.0

import Signing
import TransparencyLog
import Wire

/// Reads a log, entry by entry, as an auditor does who takes nobody's word: the leaves from the public
/// tiles, verified up to the signed root, and beside each the facts and parts that its partnership is given,
/// verified against the leaf.
///
/// Holds one bundle of entries at a time.
struct LogReading {
    /// How many entries were read.
    private(set) var count: Int64 = 0
    /// What is withheld, counted by the broker's word for why.
    private(set) var withheld: [String: Int] = [:]
    /// Of how many parts only the leaf hash is told, in entries that are shown, by the broker's word for why.
    private(set) var withheldParts: [String: Int] = [:]
    private var tree: LogTree
    private var client: BrokerClient
    private let parameters: [(String, String?)]
    /// The entry that is read next.
    private var next: Int64 = 0
    /// The time of the entry that was read last, in ms.
    private var lastTime = Int64.min
    /// Whether the first entry of the log was read, and so every message that a part can be about.
    private var isFromFirst = true
    /// An entry of each partnership whose facts are shown, and of each that are withheld as another's.
    private var own: [Int64: Int64] = [:]
    private var others: [Int64: Int64] = [:]

    /// Prepares to read what stands under a checkpoint.
    init(_ tree: LogTree, by client: BrokerClient, _ parameters: [(String, String?)]) {
        self.tree = tree
        self.client = client
        self.parameters = parameters
    }

    /// Begins at the first entry that was made at a time or later, and so leaves out none of them: entries'
    /// times never go back.
    ///
    /// It looks at entries themselves, each verified up to the signed root: the one that it begins at, and
    /// the one before, which was made earlier. Nobody is asked where that is.
    ///
    /// - Parameter time: in ms.
    /// - Returns: the index of that entry; the size of the log when there is none.
    mutating func begin(since time: Int64) async throws(ToolFailure) -> Int64 {
        var (low, high) = (UInt64(0), bundleCount)
        while low < high {
            let middle = low + (high - low) / 2
            guard let last = try await times(ofBundle: middle).last else { break }
            if last < time { low = middle + 1 } else { high = middle }
        }
        let times = low < bundleCount ? try await times(ofBundle: low) : []
        let before = times.prefix { $0 < time }
        next = min(
            Int64(low) * Int64(Tile.fullWidth) + Int64(before.count), Int64(tree.seen.size))
        if let last = before.last { lastTime = last }
        isFromFirst = next == 0
        return next
    }

    /// Goes back to an earlier entry, to read anew from there on: what was read before counts no more.
    mutating func goBack(to index: Int64) {
        (next, lastTime) = (index, Int64.min)
        (count, withheld, withheldParts) = (0, [:], [:])
        isFromFirst = index == 0
    }

    /// Reads in order, up to the end of the log.
    mutating func read(
        _ take: (LoggedEntry) throws(EvidenceFault) -> Void
    ) async throws(ToolFailure) {
        let width = Int64(Tile.fullWidth)
        while next < Int64(tree.seen.size) {
            let (first, leaves) = try await leaves(ofBundle: UInt64(next / width))
            let wanted = leaves.dropFirst(Int(next - first))
            let facts = try await facts(of: next, wanted.count)
            try Self.believing { () throws(EvidenceFault) in
                for (leaf, item) in zip(wanted, facts) { try take(try entry(item, leaf)) }
            }
        }
    }

    /// Does something with what was told, and ends the reading where that does not hold.
    private static func believing(
        _ take: () throws(EvidenceFault) -> Void
    ) throws(ToolFailure) {
        do throws(EvidenceFault) { try take() } catch {
            throw ToolFailure(
                .data,
                ["What the broker told of the log is not what the log commits to:", "\(error)"])
        }
    }

    /// How many bundles hold the entries.
    private var bundleCount: UInt64 {
        let full = tree.fullCount(level: 0)
        return tree.edge[0] == nil ? full : full + 1
    }

    /// The leaves of a bundle, and the index of the first.
    private mutating func leaves(
        ofBundle index: UInt64
    ) async throws(ToolFailure) -> (first: Int64, leaves: [[UInt8]]) {
        guard let tile = Tile(.entries, index: index, size: tree.seen.size) else {
            throw ToolFailure(.data, "The log has no bundle \(index) of entries")
        }
        let hashes = try await tree.hashes(level: 0, index: index)
        let bundle = try await tree.entries(tile, leaves: hashes)
        guard let entries = try? EntryBundle.decode(bundle, count: hashes.count) else {
            throw ToolFailure(.data, "\(tile.path) cannot be taken apart")
        }
        return (Int64(tile.range.lowerBound), entries)
    }

    /// When the entries of a bundle were made, in ms.
    private mutating func times(ofBundle index: UInt64) async throws(ToolFailure) -> [Int64] {
        let (first, leaves) = try await leaves(ofBundle: index)
        var times: [Int64] = []
        for (place, leaf) in leaves.enumerated() {
            guard let time = try? JSONDocument(parsing: leaf).root["at"]?.integer,
                time >= times.last ?? time
            else {
                throw ToolFailure(
                    .data,
                    "Entry \(first + Int64(place)) of the log has no time, or an earlier one than the "
                        + "entry before it")
            }
            times.append(time)
        }
        return times
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
        let index = next
        guard item["index"]?.integer == index else {
            throw EvidenceFault("entry \(index)", "is left out, or another is told in its place")
        }
        guard item["entry"]?.canonical == leaf else {
            throw EvidenceFault("entry \(index)", "is told otherwise than it stands in the log")
        }
        (next, count) = (next + 1, count + 1)
        let reason = item.text("withheld")
        if let reason { withheld[reason, default: 0] += 1 }
        let shown = try ShownEntry(told: item, at: index)
        guard let hidden = shown.hiddenCount else {
            throw EvidenceFault(
                shown.path, "is told with some of its parts, and not with the hashes of the others")
        }
        try checkOrder(shown)
        try checkOwner(shown, reason)
        if hidden > 0 {
            withheld["part of an entry", default: 0] += hidden
            try countParts(item, index)
        }
        return LoggedEntry(
            index: index, at: lastTime, facts: shown.facts, parts: shown.parts,
            withheld: shown.facts == nil ? reason : nil, hiddenCount: hidden)
    }

    /// A part is withheld because of the earlier message that it is about, which is then withheld too.
    ///
    /// That is so for the same reason, or as another partnership's.
    private mutating func countParts(
        _ item: JSONNode, _ index: Int64
    ) throws(EvidenceFault) {
        for part in item.list("parts") where part["part"] == nil {
            let reason = part.text("withheld") ?? "no reason"
            guard ["restricted", "purged"].contains(reason) else {
                throw EvidenceFault(
                    "entry \(index)", "withholds a part as \(reason), which none is")
            }
            let isExplained = withheld[reason] != nil || withheld["another_partnership"] != nil
            guard isExplained || !isFromFirst else {
                throw EvidenceFault(
                    "entry \(index)",
                    "withholds a part as \(reason), and no earlier entry is so that it could be about"
                )
            }
            withheldParts[reason, default: 0] += 1
        }
    }

    private mutating func checkOrder(_ shown: ShownEntry) throws(EvidenceFault) {
        let time = shown.leaf["at"]?.integer ?? 0
        guard time >= lastTime else {
            throw EvidenceFault(shown.path, "was made before the entry before it")
        }
        lastTime = time
    }

    /// What is withheld as another partnership's must not be of one whose other entries are shown, and
    /// what is withheld as of none must be of none.
    private mutating func checkOwner(
        _ shown: ShownEntry, _ reason: String?
    ) throws(EvidenceFault) {
        if let reason, !Self.reasons.contains(reason) {
            throw EvidenceFault(shown.path, "is withheld as \(reason), which is no reason")
        }
        guard let number = shown.leaf["p"]?.integer, number != 0 else {
            guard reason == nil || reason == "no_partnership" else {
                throw EvidenceFault(
                    shown.path, "is withheld as \(reason ?? ""), and its leaf is of no partnership")
            }
            return
        }
        guard reason != "no_partnership" else {
            throw EvidenceFault(
                shown.path, "is withheld as of no partnership, and its leaf names number \(number)")
        }
        if let kind = shown.facts?.text("kind"), Self.ofPartnerships.contains(kind) {
            own[number] = own[number] ?? shown.index
        } else if reason == "another_partnership" {
            others[number] = others[number] ?? shown.index
        }
        if let one = own[number], let other = others[number] {
            throw EvidenceFault(
                "entry \(other)",
                "is withheld as another partnership's, and entry \(one) of the same one is shown")
        }
    }

    /// Why an entry can be withheld.
    private static let reasons: Set = [
        "another_partnership", "no_partnership", "purged", "restricted",
    ]

    /// Kinds of entries that are shown to nobody but those who oversee their partnership.
    private static let ofPartnerships: Set = ["accepted", "issued", "polled", "judged"]
}

extension LogReading {
    /// What a proof says of the log that was read.
    var proof: [JSONMember] {
        let checkpoint = tree.seen.checkpoint
        func object(_ counts: [String: Int]) -> JSONValue {
            let sorted = counts.sorted { $0.key < $1.key }
            return .object(sorted.map { JSONMember($0.key, .integer(Int64($0.value))) })
        }
        return [
            JSONMember("origin", .string(checkpoint.origin.text)),
            JSONMember("size", .integer(Int64(checkpoint.size))),
            JSONMember("entries", .integer(count)),
            JSONMember("root", .string(checkpoint.root.description)),
            JSONMember("withheld", object(withheld)),
            JSONMember("withheld_parts", object(withheldParts)),
        ]
    }

    /// What of a proof a person is told beside what agreed.
    static func sentences(of proof: JSONValue) -> [String] {
        var lines = (proof["withheld"]?.members ?? []).map { member in
            let reason = member.name.replacing("_", with: " ")
            return "Withheld: \(member.value.integer ?? 0) (\(reason))."
        }
        if let count = proof["unchecked"]?.integer, count > 0 {
            lines.append(
                "Not held against the log: \(count), which entries touch that came while the list was "
                    + "made; ask again.")
        }
        if let cosigned = proof["cosigned"] {
            let names = (cosigned["witnesses"]?.array ?? []).compactMap(\.string)
            let whose =
                names.isEmpty
                ? "others; give --witness or --policy with their keys to check them"
                : names.joined(separator: ", ")
            lines.append("Cosigned: \(cosigned["entries"]?.integer ?? 0) entries, by \(whose).")
        }
        return lines
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
    /// The broker's word for why the facts are withheld; nil where they are shown.
    var withheld: String?
    /// Of how many parts only the leaf hash is told.
    var hiddenCount = 0
}
