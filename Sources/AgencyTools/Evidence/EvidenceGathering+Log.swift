// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Signing
import TransparencyLog
import Wire

extension EvidenceGathering {
    /// How far apart wanted entries may be to be asked for at once.
    private static let closeness: Int64 = 32

    /// All facts and parts of the entries that are needed, where the caller oversees.
    mutating func gatherFacts() async throws(ToolFailure) {
        guard try await gatherFacts(of: entries.wanted) else { return }
        // What a message follows may be another partnership's, and is then shown without facts.
        let followed = entries.followed(in: thread.text).subtracting(entries.indices)
        for entry in followed { entries.want(entry) }
        guard try await gatherFacts(of: followed) else { return }
        oversees = true
        for (kind, count) in entries.withheld { leftOut[kind, default: 0] += count }
    }

    /// - Returns: whether the caller may.
    private mutating func gatherFacts(
        of entries: Set<Int64>
    ) async throws(ToolFailure) -> Bool {
        let possible = 0...Int64(SeenCheckpoint.largestSize)
        if let other = entries.first(where: { !possible.contains($0) }) {
            throw ToolFailure(
                .data,
                "The broker tells of entry \(other), which no log can have; is this a broker?")
        }
        var wanted = entries.sorted()[...]
        while let first = wanted.first {
            var last = first
            while let next = wanted.dropFirst().first, next - last <= Self.closeness {
                last = next
                wanted.removeFirst()
            }
            wanted.removeFirst()
            guard try await gatherFacts(from: first, to: last + 1) else { return false }
        }
        return true
    }

    /// - Returns: whether the caller may.
    private mutating func gatherFacts(
        from first: Int64, to end: Int64
    ) async throws(ToolFailure) -> Bool {
        var from = first
        while from < end {
            let answer = try await client.ask(
                "/log/facts", [("from", "\(from)"), ("to", "\(end)")] + parameters,
                accept: "application/json")
            guard answer.status != 403 else { return false }
            let page = try answer.good().json()
            for item in page.list("items") { entries.replace(with: item) }
            guard let next = page.text("next").flatMap({ Int64($0) }), next > from else { break }
            from = next
        }
        return true
    }

    /// The newest checkpoint, the path of each entry to it, and the stamps on those before it.
    mutating func gatherProofs() async throws(ToolFailure) {
        let source = try LogSource(of: client.node, in: surroundings)
        let seen = try await source.checkpoint()
        files["checkpoint"] = seen.note.bytes
        files["log.vkey"] = Array(
            ([source.key.current] + source.key.older).map { $0.vkey + "\n" }.joined().utf8)
        var tree = try await LogTree(seen, from: source)
        for index in entries.indices {
            guard let entry = entries.json(index) else { continue }
            let proof = try await tree.gathered { hashes in
                try InclusionProof.prove(UInt64(index), size: seen.size, from: hashes).hashes
            }
            let hashes = JSONMember("proof", .array(proof.map { .string($0.description) }))
            files["entries/\(index).json"] =
                JSONValue.object((entry.members ?? []) + [hashes]).canonical
        }
        try await gatherStamps(&tree)
    }

    /// The first entry that a step of the thread rests on, or one that opened something in it.
    private var firstOfThread: Int64 {
        let steps = told?.list("steps").compactMap { $0["index"]?.integer } ?? []
        let openers = (told?.list("expectations") ?? [])
            .compactMap { $0["proof"]?["index"]?.integer }
        return (steps + openers).min() ?? 0
    }

    /// The most stamps of checkpoints: the earliest and the newest.
    ///
    /// Those between say nothing that these do not, and after some years there are many thousands.
    private static let mostStamps = 48

    /// The stamps over checkpoints that hold something of the thread, and those that renew them.
    ///
    /// A stamp says of whatever stood in the log before it that it was there by then. The referral has its
    /// own, however much came after it.
    private mutating func gatherStamps(_ tree: inout LogTree) async throws(ToolFailure) {
        let from = firstOfThread + 1
        let first = try await client.ask(
            "/log/timestamps", [("from", "\(from)")], accept: "application/json")
        var items: [JSONValue] = []
        if first.status != 404 {
            let all = try await client.list("/log/timestamps", [("from", "\(from)")])
            let stamps = chosen(among: all, until: tree.seen.size)
            for stamp in stamps { items.append(try await continued(stamp, &tree)) }
            items += try await renewals(of: stamps, among: all)
        }
        files["timestamps.json"] = JSONValue.object([JSONMember("items", .array(items))]).canonical
    }

    /// The earliest and the newest stamps of checkpoints; how many are left out between is counted.
    private mutating func chosen(among all: [JSONNode], until size: UInt64) -> [JSONNode] {
        let stamps = all.filter { item in
            item["size"]?.integer.map { $0 > 0 && $0 <= size } ?? false
        }
        guard stamps.count > Self.mostStamps else { return stamps }
        leftOut["time stamp"] = stamps.count - Self.mostStamps
        return Array(stamps.prefix(Self.mostStamps / 2) + stamps.suffix(Self.mostStamps / 2))
    }

    /// A stamp with the proof that the newest checkpoint continues that which it stamps.
    private func continued(
        _ item: JSONNode, _ tree: inout LogTree
    ) async throws(ToolFailure) -> JSONValue {
        let (size, newest) = (UInt64(item["size"]?.integer ?? 0), tree.seen.size)
        let hashes = try await tree.gathered { hashes in
            try ConsistencyProof.prove(from: size, to: newest, from: hashes).hashes
        }
        return item.value.replacing(
            "consistency", with: .array(hashes.map { .string($0.description) }))
    }

    /// The tokens that stamp earlier tokens of the bundle again before their certificates end, each with the
    /// paths of those to the root that it stamps.
    private mutating func renewals(
        of stamps: [JSONNode], among all: [JSONNode]
    ) async throws(ToolFailure) -> [JSONValue] {
        var kept = Set(stamps.compactMap { $0["number"]?.integer })
        let renewals = all.filter { $0["renews"] != nil }
        let least = renewals.compactMap { $0["renews"]?["from"]?.integer }.min()
        guard let least, !kept.isEmpty else { return [] }
        // A page begins with the token of the number that is its cursor.
        let earlier = try await client.list("/log/timestamps", startingAt: "\(least)")
        var leaves: [Int64: SHA256Digest] = [:]
        for item in earlier {
            let token = item.text("token").flatMap { try? Base64.decode($0) } ?? []
            item["number"]?.integer.map { leaves[$0] = MerkleTree.leafHash(of: token) }
        }
        var items: [JSONValue] = []
        for renewal in renewals {
            guard let renewed = renewal.renewed, renewed.allSatisfy({ leaves[$0] != nil }) else {
                continue
            }
            let covered = renewed.filter(kept.contains)
            guard !covered.isEmpty else { continue }
            let tree = renewed.compactMap { leaves[$0] }
            let paths = covered.map { number -> JSONValue in
                let path = MerkleTree.path(
                    of: Int(number - renewed.lowerBound), inLeaves: tree)
                return [
                    "number": .integer(number),
                    "path": .array(path.hashes.map { .string($0.description) }),
                ]
            }
            renewal["number"]?.integer.map { _ = kept.insert($0) }
            items.append(renewal.value.replacing("covers", with: .array(paths)))
        }
        return items
    }
}

extension JSONValue {
    /// The same object with another value for a member, which may be there already.
    fileprivate func replacing(_ name: String, with value: JSONValue) -> JSONValue {
        .object((members ?? []).filter { $0.name != name } + [JSONMember(name, value)])
    }
}

extension JSONNode {
    /// The numbers of the tokens that a token stamps again; nil where it stamps something else.
    var renewed: ClosedRange<Int64>? {
        guard let renews = self["renews"], let from = renews["from"]?.integer,
            let to = renews["to"]?.integer, from > 0, from <= to,
            let number = self["number"]?.integer, to < number, to - from < Self.mostRenewed
        else { return nil }
        return from...to
    }

    /// The most tokens that one stamps again, of which a tree is made here.
    private static let mostRenewed: Int64 = 1 << 20
}

extension LogTree {
    /// Proves something of the tree, fetching the tiles that the proof needs.
    mutating func gathered(
        _ prove: (GatheredHashes) throws -> [SHA256Digest]
    ) async throws(ToolFailure) -> [SHA256Digest] {
        var gathered = GatheredHashes(edge: edge, size: seen.size)
        while true {
            do {
                return try prove(gathered)
            } catch let missing as GatheredHashes.Missing {
                gathered.add(
                    try await hashes(level: missing.level, index: missing.index), missing)
            } catch {
                throw ToolFailure(.data, "The log cannot be proven: \(error)")
            }
        }
    }
}
