// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Signing
import Testing
import TransparencyLog
import Wire

/// How the cases of one file came out.
private struct Tally {
    var right = 0
    var cases = 0
    var wrong: [String] = []
    var leftOut: (Int, String)?

    mutating func count(_ name: String, accept: Bool = true, _ body: () throws -> Bool) {
        cases += 1
        let accepted = (try? body()) ?? false
        if accepted == accept { right += 1 } else { wrong.append(name) }
    }
}

@Suite struct `The vectors of transparency logs` {
    @Test(arguments: Vectors.files(under: "merkle"))
    func `come out right`(file: VectorFile) throws {
        let root = try JSONDocument(parsing: file.bytes, limits: .schema).root
        let tally = tally(of: root)
        if tally.cases > 0 { Vectors.report(file.path, right: tally.right, of: tally.cases) }
        if let (count, reason) = tally.leftOut {
            Vectors.reportLeftOut(file.path, count, because: reason)
        }
        #expect(tally.wrong == [])
        #expect(tally.right == tally.cases)
    }

    /// Judges a file by its layout, whatever its name.
    private func tally(of root: JSONNode) -> Tally {
        if root.kind == .array, let first = root.elements.first(where: { _ in true }) {
            if first["treeSize"] != nil { return inclusion(root) }
            if first["size1"] != nil { return consistency(root) }
            let reason =
                first["start"] == nil ? "unknown layout" : "Merkle Tree Certificates: not spoken"
            return Tally(leftOut: (root.count, reason))
        }
        if root["sizes"] != nil { return bulk(root) }
        if root["checkpoints"] != nil { return log(root) }
        if root["cases"] != nil { return notes(root) }
        if let paths = root["tile_paths_go_sumdb_layout"] {
            let count = paths.count + (root["invalid_tile_paths"]?.count ?? 0) + 1
            return Tally(leftOut: (count, "paths of Go's sumdb, which name a height"))
        }
        return Tally(leftOut: (1, "unknown layout"))
    }

    private func inclusion(_ root: JSONNode) -> Tally {
        var tally = Tally()
        for example in root.elements {
            tally.count(name(of: example), accept: example["wantErr"]?.boolean == false) {
                let proof = InclusionProof(
                    index: try number(example["leafIdx"]), size: try number(example["treeSize"]),
                    hashes: try digests(example["proof"]))
                try proof.check(
                    leaf: try digest(example["leafHash"]), root: try digest(example["root"]))
                return true
            }
        }
        return tally
    }

    private func consistency(_ root: JSONNode) -> Tally {
        var tally = Tally()
        for example in root.elements {
            tally.count(name(of: example), accept: example["wantErr"]?.boolean == false) {
                let proof = ConsistencyProof(
                    oldSize: try number(example["size1"]), newSize: try number(example["size2"]),
                    hashes: try digests(example["proof"]))
                try proof.check(
                    oldRoot: try digest(example["root1"]), newRoot: try digest(example["root2"]))
                return true
            }
        }
        return tally
    }

    /// Trees over `leaf <i>`: roots, and proofs that must be both made and taken.
    private func bulk(_ root: JSONNode) -> Tally {
        var tally = Tally()
        let sizes = root["sizes"]?.elements.map { $0 } ?? []
        let largest = sizes.compactMap { $0["size"]?.integer }.max() ?? 0
        let all = leaves(Int(largest))
        let hashes = LeafHashes(all)
        for tree in sizes {
            let size = UInt64(tree["size"]?.integer ?? 0)
            tally.count("root \(size)") {
                try hashes.root(size: size) == digest(tree["root"])
            }
            for example in tree["inclusion"]?.elements.map({ $0 }) ?? [] {
                let index = example["index"]?.integer ?? -1
                tally.count("leaf \(index) of \(size)") {
                    let proof = try InclusionProof.prove(UInt64(index), size: size, from: hashes)
                    try proof.check(leaf: all[Int(index)], root: try digest(tree["root"]))
                    return try proof.hashes == digests(example["proof"])
                }
            }
            for example in tree["consistency"]?.elements.map({ $0 }) ?? [] {
                let old = UInt64(example["size1"]?.integer ?? -1)
                tally.count("\(old) to \(size)") {
                    let proof = try ConsistencyProof.prove(from: old, to: size, from: hashes)
                    try proof.check(
                        oldRoot: hashes.root(size: old), newRoot: try digest(tree["root"]))
                    return try proof.hashes == digests(example["proof"])
                }
            }
        }
        return tally
    }

    /// A small log as it was published: signed checkpoints, tiles of entries, tiles of hashes.
    private func log(_ root: JSONNode) -> Tally {
        var tally = Tally()
        for example in root["checkpoints"]?.elements.map({ $0 }) ?? [] {
            let size = example["size"]?.integer ?? -1
            tally.count("size \(size)") {
                let key = try NoteVerifierKey(vkey: root["vkey"]?.string ?? "")
                let bytes = Array((example["checkpoint"]?.string ?? "").utf8)
                let note = try SignedNote(parsing: bytes)
                let checkpoint = try Checkpoint.verify(note, log: key).checkpoint
                let entries = (example["entries_utf8"]?.elements.map { $0 } ?? [])
                    .map { Array(($0.string ?? "").utf8) }
                let leaves = entries.map(MerkleTree.leafHash)
                return try note.bytes == bytes && checkpoint.text == note.text
                    && checkpoint.size == UInt64(size) && entries.count == size
                    && checkpoint.root == MerkleTree.root(ofLeaves: leaves)
                    && checkpoint.origin.text == root["origin"]?.string
                    && key.vkey == root["vkey"]?.string
                    && areTiles(of: example, entries, leaves)
            }
        }
        return tally
    }

    private func areTiles(
        of example: JSONNode, _ entries: [[UInt8]], _ leaves: [SHA256Digest]
    ) throws -> Bool {
        guard !entries.isEmpty else { return example["entries_tile_b64"]?.string == nil }
        let bundle = try Base64.decode(example["entries_tile_b64"]?.string ?? "")
        let tile = try Tile(.hashes(level: 0), index: 0, width: entries.count)
        let hashes = try tile.bytes(from: LeafHashes(leaves), size: UInt64(leaves.count))
        return try EntryBundle.decode(bundle, count: entries.count) == entries
            && EntryBundle.encode(entries) == bundle
            && hashes == Base64.decode(example["level0_tile_b64"]?.string ?? "")
    }

    private func notes(_ root: JSONNode) -> Tally {
        var tally = Tally()
        for example in root["cases"]?.elements.map({ $0 }) ?? [] {
            tally.count(example["name"]?.string ?? "") { try verdict(on: example) }
        }
        for example in root["vkeys"]?.elements.map({ $0 }) ?? [] {
            let vkey = example["vkey"]?.string ?? ""
            tally.count(vkey, accept: example["valid"]?.boolean == true) {
                try NoteVerifierKey(vkey: vkey).vkey == vkey
            }
        }
        return tally
    }

    private func verdict(on example: JSONNode) throws -> Bool {
        let expected = example["expect"]?.string ?? ""
        let bytes = try Base64.decode(example["note_b64"]?.string ?? "")
        let keys = try (example["vkeys"]?.elements.map { $0 } ?? [])
            .map { try NoteVerifierKey(vkey: $0.string ?? "") }
        do {
            let note = try SignedNote(parsing: bytes)
            let names = try note.verify(with: keys).map(\.key.name.text)
            let known = (example["verified_by"]?.elements.map { $0 } ?? []).compactMap(\.string)
            return expected == "verified" && names == known && note.bytes == bytes
        } catch {
            return switch error {
            case .noKnownKey: expected == "unverified"
            case .badSignature: expected == "invalid-signature"
            default: expected == "malformed"
            }
        }
    }

    private func name(of example: JSONNode) -> String {
        "\(example["file"]?.string ?? "") \(example["desc"]?.string ?? "")"
    }

    private struct NotOfThisLayout: Error {}

    private func number(_ node: JSONNode?) throws -> UInt64 {
        guard let text = node?.numberText, let number = UInt64(text) else {
            throw NotOfThisLayout()
        }
        return number
    }

    private func digest(_ node: JSONNode?) throws -> SHA256Digest {
        guard let text = node?.string, let digest = SHA256Digest(bytes: try Base64.decode(text))
        else { throw NotOfThisLayout() }
        return digest
    }

    private func digests(_ node: JSONNode?) throws -> [SHA256Digest] {
        try (node?.elements.map { $0 } ?? []).map { try digest($0) }
    }
}
