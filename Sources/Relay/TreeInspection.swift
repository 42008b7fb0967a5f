// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Signing
import TransparencyLog

/// Grows the tree again leaf by leaf, and holds it against every kept hash and signed checkpoint.
///
/// An altered leaf makes every root after it another. So that one fault does not hide the next, the
/// tree is held block by block: of a block that does not agree only the first disagreement is told,
/// and at its end the kept hash takes the place of what its leaves gave.
struct TreeInspection: Sendable {
    /// How many leaves a block has: as many as one kept hash is over.
    static let blockLeaves: UInt64 = 1 << UInt64(TreeHashLayout.keptTileHeight)

    private let log: LogKeys
    /// The hashes of the blocks so far.
    ///
    /// One tree, or two where a kept hash and the leaves under it disagree and no checkpoint has
    /// told yet which is right.
    private var wholes = [Frontier()]
    /// The leaves of the block that is not complete.
    private var block = Frontier()
    /// Of this block a leaf is unknown, or a disagreement was told.
    private var isDoubtful = false
    /// Of an earlier block neither leaves nor kept hash are known: no root can be computed any more.
    private var isLost = false
    /// Whether every leaf and hash so far agreed.
    private(set) var isWhole = true
    /// The size of the last checkpoint that agreed.
    private var agreed: Int64 = 0
    /// The first checkpoint that is not passed; nil where none was found.
    private var checkpoint: SignedCheckpoint?
    /// Whether one was looked for among these leaves.
    private var hasLooked = false

    /// Begins with the empty tree.
    ///
    /// - Parameter log: the keys that sign checkpoints.
    init(log: LogKeys) { self.log = log }

    /// Goes on behind blocks that were found right.
    init(log: LogKeys, blocks: Frontier) {
        self.log = log
        wholes = [blocks]
        agreed = Int64(blocks.size * Self.blockLeaves)
    }

    /// The blocks so far, at the end of one, while all agreed.
    var blocks: Frontier? {
        isWhole && !isDoubtful && block.size == 0 && wholes.count == 1 ? wholes[0] : nil
    }

    /// How many leaves were taken.
    var size: Int64 { Int64(wholes[0].size * Self.blockLeaves + block.size) }

    /// The root so far.
    var root: SHA256Digest { frontiers[0].root }

    /// Takes the next leaves, nil where one is unknown; returns a line for each disagreement.
    ///
    /// - Parameter beginnings: the numbers of leaves before which a transaction ended, so that a
    ///   checkpoint of as many was signed. Two transactions of one millisecond cannot be told apart.
    /// - Parameter store: where hashes and checkpoints are kept; nil when they cannot be read.
    mutating func take(
        _ leaves: [SHA256Digest?], after beginnings: Set<Int64> = [], _ store: (any StoreReading)?
    ) throws(StoreFailure) -> [String] {
        var (lines, unsigned): ([String], [String]) = ([], [])
        hasLooked = checkpoint != nil
        for leaf in leaves {
            if let store, beginnings.contains(size), try !isSigned(store) {
                unsigned.append(Self.withAdvice("the checkpoint of size \(size) is not there"))
            }
            if leaf == nil { (isDoubtful, isWhole) = (true, false) }
            // An unknown leaf keeps its place; what is computed over it is not looked at.
            let completed = block.append(leaf ?? MerkleTree.emptyRoot)
            if let hash = completed.first?.hash { lines += try complete(hash, store) }
            if let store, let line = try holdAgainstCheckpoint(store) { lines.append(line) }
        }
        if !lines.isEmpty || store == nil { isWhole = false }
        return unsigned + lines
    }

    /// Whether the tree is the one whose right edge that is, as far as can be told.
    func agrees(with frontier: Frontier) -> Bool {
        isDoubtful || frontiers.contains(frontier)
    }

    /// The whole tree, in each of the ways it may be.
    private var frontiers: [Frontier] {
        wholes.compactMap { whole in
            try? Frontier(size: UInt64(size), hashes: whole.hashes + block.hashes)
        }
    }

    // MARK: Kept hashes

    /// Ends a block: the hash that is kept of it, and those above that it completes.
    private mutating func complete(
        _ computed: SHA256Digest, _ store: (any StoreReading)?
    ) throws(StoreFailure) -> [String] {
        let number = Int64(wholes[0].size)
        let kept = try store?.hashes(level: 1, number..<number + 1).first
        var lines: [String] = []
        var choices = [computed]
        if let kept, isDoubtful {
            choices = [kept]
        } else if let kept, kept != computed {
            choices = [kept, computed]
            let (first, last) = (number * Int64(Self.blockLeaves), size - 1)
            lines = ["the entries \(first) to \(last) do not give the hash that is kept of them"]
        }
        isLost = isLost || isDoubtful && kept == nil
        let upper = grow(choices)
        if let store, wholes.count == 1, !isLost { lines += try disagreements(of: upper, store) }
        (block, isDoubtful) = (Frontier(), isLost)
        return lines.map(Self.withAdvice)
    }

    /// Appends the hash of a block, in each of the ways it may be; what the first completes.
    private mutating func grow(_ choices: [SHA256Digest]) -> [CompletedSubtree] {
        var upper: [CompletedSubtree] = []
        let whole = wholes[0]
        wholes = choices.enumerated().map { position, choice in
            var whole = whole
            let completed = whole.append(choice)
            if position == 0 { upper = completed }
            return whole
        }
        return upper
    }

    /// Holds what was completed above the blocks against what is kept of it.
    private func disagreements(
        of completed: [CompletedSubtree], _ store: any StoreReading
    ) throws(StoreFailure) -> [String] {
        var lines: [String] = []
        for subtree in completed {
            let (level, number) = (subtree.level + 1, Int64(subtree.index))
            guard try store.hashes(level: level, number..<number + 1) != [subtree.hash] else {
                continue
            }
            lines.append("the hash \(number) of level \(level) is not that of those below it")
        }
        return lines
    }

    // MARK: Signed checkpoints

    private mutating func holdAgainstCheckpoint(
        _ store: any StoreReading
    ) throws(StoreFailure) -> String? {
        guard let signed = try nextCheckpoint(store), signed.size == size else { return nil }
        return compare(signed).map(Self.withAdvice)
    }

    /// Whether there is a checkpoint of just this size.
    private mutating func isSigned(_ store: any StoreReading) throws(StoreFailure) -> Bool {
        try nextCheckpoint(store)?.size == size
    }

    /// The first checkpoint of this size or a larger one.
    private mutating func nextCheckpoint(
        _ store: any StoreReading
    ) throws(StoreFailure) -> SignedCheckpoint? {
        if !hasLooked || (checkpoint.map { $0.size < size } ?? false) {
            hasLooked = true
            checkpoint = try store.checkpoint(ofSizeAtLeast: size)
        }
        return checkpoint
    }

    /// What is wrong with the tree or the checkpoint of just this size; nil when they agree.
    private mutating func compare(_ signed: SignedCheckpoint) -> String? {
        guard let note = try? SignedNote(parsing: signed.note),
            let checkpoint = try? log.verify(note).checkpoint
        else {
            return
                "the checkpoint of size \(size) has no good signature of \(log.current.name.text)"
        }
        guard checkpoint.size == UInt64(size) else {
            return "the checkpoint of size \(size) signs \(checkpoint.size) entries"
        }
        guard !isDoubtful else { return nil }
        if let right = frontiers.firstIndex(where: { $0.root == checkpoint.root }) {
            wholes = [wholes[right]]
            agreed = size
            return nil
        }
        isDoubtful = true
        let entries =
            agreed == size - 1
            ? "entry \(size - 1) does" : "the entries \(agreed) to \(size - 1) do"
        return "\(entries) not give the root that the checkpoint of size \(size) signs"
    }

    private static func withAdvice(_ line: String) -> String {
        "\(line): \(LogInspection.restore)"
    }
}
