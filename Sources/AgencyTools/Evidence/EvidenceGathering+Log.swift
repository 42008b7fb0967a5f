// SPDX-License-Identifier: Apache-2.0

import Signing
import TransparencyLog
import Wire

extension EvidenceGathering {
    /// How far apart wanted entries may be to be asked for at once.
    private static let closeness: Int64 = 32

    /// All facts and parts of the entries that are needed, where the caller oversees.
    mutating func gatherFacts() async throws(ToolFailure) {
        var wanted = entries.wanted.sorted()[...]
        while let first = wanted.first {
            var last = first
            while let next = wanted.dropFirst().first, next - last <= Self.closeness {
                last = next
                wanted.removeFirst()
            }
            wanted.removeFirst()
            guard try await gatherFacts(from: first, to: last + 1) else { return }
        }
        oversees = true
        for (kind, count) in entries.withheld { leftOut[kind, default: 0] += count }
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

    /// The last entry that a step or a verdict of the thread rests on.
    private var lastOfThread: Int64 {
        let steps = told?.list("steps").compactMap { $0["index"]?.integer } ?? []
        let verdicts = (told?.list("expectations") ?? []).flatMap { $0.list("verdict_proofs") }
        return (steps + verdicts.compactMap { $0["index"]?.integer }).max() ?? 0
    }

    /// The stamps over checkpoints that hold the whole thread.
    private mutating func gatherStamps(_ tree: inout LogTree) async throws(ToolFailure) {
        let from = lastOfThread + 1
        let first = try await client.ask(
            "/log/timestamps", [("from", "\(from)")], accept: "application/json")
        var items: [JSONValue] = []
        if first.status != 404 {
            for item in try await client.list("/log/timestamps", [("from", "\(from)")]) {
                // A token that renews others stamps no checkpoint.
                guard let size = item["size"]?.integer, size > 0, size <= tree.seen.size else {
                    continue
                }
                let newest = tree.seen.size
                let hashes = try await tree.gathered { hashes in
                    try ConsistencyProof.prove(from: UInt64(size), to: newest, from: hashes).hashes
                }
                let proof = JSONMember(
                    "consistency", .array(hashes.map { .string($0.description) }))
                items.append(.object((item.value.members ?? []) + [proof]))
            }
        }
        files["timestamps.json"] = JSONValue.object([JSONMember("items", .array(items))]).canonical
    }
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
