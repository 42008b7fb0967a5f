// SPDX-License-Identifier: Apache-2.0

import Signing
import TransparencyLog
import Wire

/// An entry of the log as a bundle shows it: the leaf, what it commits to as far as the bundle's owner
/// may see it, and its path to the root.
///
/// Checked with SHA-256 and RFC 8785 alone (interfaces.md section 6).
struct ShownEntry {
    /// The file of the bundle.
    let path: String
    /// Its index in the log.
    let index: Int64
    /// The leaf.
    let leaf: JSONNode
    /// The facts; nil where they are withheld.
    let facts: JSONNode?
    /// The parts that are shown, by their numbers.
    let parts: [Int: JSONNode]
    /// The salt of each part that is shown, by its number.
    let salts: [Int: SHA256Digest]
    /// The salt of the facts; nil where these are withheld.
    let factsSalt: SHA256Digest?
    /// Of how many parts it is told only that there are such: nil where that is not known.
    let hiddenCount: Int?

    /// Reads an entry of a bundle, checks all of it and that it is in the tree.
    init(
        _ root: JSONNode, from path: String, in checkpoint: Checkpoint
    ) throws(EvidenceFault) {
        guard let index = root["index"]?.integer, path == "entries/\(index).json",
            let leaf = root["entry"]
        else { throw EvidenceFault(path, "is not the entry that its name says") }
        try Self.check(leaf, root, path)
        try Self.checkInclusion(of: leaf, index, root, path, checkpoint)
        try self.init(root, leaf, at: index, path)
    }

    /// Reads an entry as `/log/facts` tells it, whose leaf was found in the log.
    init(told root: JSONNode, at index: Int64) throws(EvidenceFault) {
        let path = "entry \(index)"
        guard let leaf = root["entry"] else {
            throw EvidenceFault(path, "is told without its leaf")
        }
        try self.init(root, leaf, at: index, path)
    }

    private init(
        _ root: JSONNode, _ leaf: JSONNode, at index: Int64, _ path: String
    ) throws(EvidenceFault) {
        (self.path, self.index, self.leaf) = (path, index, leaf)
        facts = root["facts"]
        factsSalt = facts == nil ? nil : root["facts_salt"]?.digest
        if let facts {
            try Self.check(facts, root, leaf, path)
        } else if root.text("withheld") == nil {
            throw EvidenceFault(path, "shows neither facts nor why they are withheld")
        }
        if let list = root["parts"] {
            let whole = try Self.whole(Array(list.elements), of: facts, path)
            parts = whole.mapValues { $0.part }
            salts = whole.mapValues { $0.salt }
            hiddenCount = list.count - whole.count
        } else {
            let shown = try Self.shown(root.list("shown"), of: facts, path)
            parts = shown.mapValues { $0.part }
            salts = shown.mapValues { $0.salt }
            hiddenCount = facts?["parts"] == nil ? 0 : nil
        }
    }

    private static func check(
        _ leaf: JSONNode, _ root: JSONNode, _ path: String
    ) throws(EvidenceFault) {
        let members = leaf.members.compactMap(\.name.string)
        guard members.sorted() == ["at", "facts", "p", "v"], leaf["v"]?.integer == 1 else {
            throw EvidenceFault(path, "has an entry with other members than at, facts, p and v")
        }
        let known: Set = [
            "index", "entry", "facts", "facts_salt", "parts", "proof", "shown", "withheld",
        ]
        for member in root.members where !known.contains(member.name.string ?? "") {
            throw EvidenceFault(path, "has a member that is not known")
        }
    }

    private static func checkInclusion(
        of leaf: JSONNode, _ index: Int64, _ root: JSONNode, _ path: String,
        _ checkpoint: Checkpoint
    ) throws(EvidenceFault) {
        let hashes = root.list("proof").compactMap(\.digest)
        guard index >= 0, hashes.count == root.list("proof").count else {
            throw EvidenceFault(path, "has a proof that is not of hashes")
        }
        do throws(ProofError) {
            try InclusionProof(index: UInt64(index), size: checkpoint.size, hashes: hashes)
                .check(leaf: MerkleTree.leafHash(of: leaf.canonical), root: checkpoint.root)
        } catch {
            throw EvidenceFault(path, "is not in the tree of the checkpoint: \(error)")
        }
    }

    private static func check(
        _ facts: JSONNode, _ root: JSONNode, _ leaf: JSONNode, _ path: String
    ) throws(EvidenceFault) {
        guard let salt = root["facts_salt"]?.digest,
            leaf["facts"]?.digest == SHA256.digest(salt, facts.canonical)
        else { throw EvidenceFault(path, "has facts that its entry does not commit to") }
    }

    /// A part with its salt.
    private typealias SaltedPart = (part: JSONNode, salt: SHA256Digest)

    /// All parts of an entry, some of them as their leaf hash alone.
    private static func whole(
        _ list: [JSONNode], of facts: JSONNode?, _ path: String
    ) throws(EvidenceFault) -> [Int: SaltedPart] {
        var (leaves, parts): ([SHA256Digest], [Int: SaltedPart]) = ([], [:])
        for (number, item) in list.enumerated() {
            if let part = item["part"], let salt = item["salt"]?.digest {
                leaves.append(MerkleTree.leafHash(of: salt, part.canonical))
                parts[number] = (part, salt)
            } else if let leaf = item["leaf"]?.digest {
                leaves.append(leaf)
            } else {
                throw EvidenceFault(path, "has a part \(number) without salt or leaf hash")
            }
        }
        let root = leaves.isEmpty ? nil : MerkleTree.root(ofLeaves: leaves)
        guard facts?["parts"]?.digest == root else {
            throw EvidenceFault(path, "has parts that its facts do not commit to")
        }
        return parts
    }

    /// Some parts of an entry, each with its path.
    private static func shown(
        _ list: [JSONNode], of facts: JSONNode?, _ path: String
    ) throws(EvidenceFault) -> [Int: SaltedPart] {
        var parts: [Int: SaltedPart] = [:]
        for item in list {
            let hashes = item.list("path").compactMap(\.digest)
            guard let part = item["part"], let salt = item["salt"]?.digest,
                let number = item["number"]?.integer, parts[Int(number)] == nil,
                hashes.count == item.list("path").count,
                let root = PartPath.root(
                    from: MerkleTree.leafHash(of: salt, part.canonical), number, hashes),
                facts?["parts"]?.digest == root
            else { throw EvidenceFault(path, "has a part that its facts do not commit to") }
            parts[Int(number)] = (part, salt)
        }
        return parts
    }
}

/// The way from a part to the root over all parts of its entry, without knowing how many there are.
enum PartPath {
    /// The root that a path leads to; nil where none is so long.
    ///
    /// A leaf that does not stand at the right edge has a sibling at each level; from the level at which
    /// it does stand there, it has one for each 1 among the rest of its number's bits. So number and
    /// length of the path leave one way only. The way is not the number: towards the last part several
    /// numbers share one, since nothing commits to how many parts there are.
    static func root(
        from leaf: SHA256Digest, _ number: Int64, _ path: [SHA256Digest]
    ) -> SHA256Digest? {
        guard number >= 0, number <= Int64(UInt32.max), path.count <= 32 else { return nil }
        guard
            let edge = (0...32).first(where: {
                $0 + (number >> Int64($0)).nonzeroBitCount == path.count
            })
        else { return nil }
        var (hash, rest) = (leaf, path[...])
        for level in 0..<33 where !rest.isEmpty {
            if number >> Int64(level) & 1 == 1 {
                hash = MerkleTree.nodeHash(rest.removeFirst(), hash)
            } else if level < edge {
                hash = MerkleTree.nodeHash(hash, rest.removeFirst())
            }
        }
        return rest.isEmpty ? hash : nil
    }
}

extension JSONNode {
    /// The 32 bytes of a string in base64url.
    var digest: SHA256Digest? {
        guard let string, let bytes = try? Base64URL.decode(string) else { return nil }
        return SHA256Digest(bytes: bytes)
    }
}
