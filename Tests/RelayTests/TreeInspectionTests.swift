// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Safeguarding
import Signing
import Testing
import TransparencyLog

@testable import Relay

@Suite struct `A tree that is inspected` {
    /// A log of 1,030 leaves with a checkpoint after every tenth, as a store keeps it.
    private struct Kept: StoreReading {
        let leaves = (0..<1_030).map { MerkleTree.leafHash(of: Array("leaf \($0)".utf8)) }
        let signer: NoteSigner
        var checkpoints: [SignedCheckpoint] = []
        var levels: [Int: [SHA256Digest]] = [:]

        init() throws {
            let name = try NoteName("baton.example/log")
            signer = try NoteSigner(name: name, key: .generate(.ed25519))
            var tree = Frontier()
            for leaf in leaves {
                for whole in tree.append(leaf) {
                    levels[whole.level, default: []].append(whole.hash)
                }
                guard tree.size.isMultiple(of: 10) else { continue }
                let checkpoint = Checkpoint(origin: name, size: tree.size, root: tree.root)
                checkpoints.append(
                    SignedCheckpoint(
                        size: Int64(tree.size), note: checkpoint.signed(by: signer).bytes))
            }
        }

        func hashes(level: Int, _ range: Range<Int64>) throws(StoreFailure) -> [SHA256Digest] {
            Array((levels[level] ?? [])[Int(range.lowerBound)..<Int(range.upperBound)])
        }

        func checkpoint(ofSizeAtLeast size: Int64) throws(StoreFailure) -> SignedCheckpoint? {
            checkpoints.first { $0.size >= size }
        }

        func head() throws(StoreFailure) -> StoredHead? { nil }
        func strays(beyond size: Int64, limit: Int) throws(StoreFailure) -> [StrayRow] { [] }
        func keptMessages(
            after entry: Int64, receivedBefore time: Instant, limit: Int
        ) throws(StoreFailure) -> [Int64] { [] }
        func purgedMessages(
            after entry: Int64, receivedBefore time: Instant, limit: Int
        ) throws(StoreFailure) -> [Int64] { [] }
        func partnerships(in thread: ThreadID) throws(StoreFailure) -> Set<Int> { [] }
        func isForgotten(_ indexed: [UInt8], of issuer: AgencyID) throws(StoreFailure) -> Bool {
            false
        }
        func amendments(of messages: [Int64]) throws(StoreFailure) -> [Int64: [Amendment]] { [:] }
        func purgePlans() throws(StoreFailure) -> [PurgePlan] { [] }
        func legalHolds() throws(StoreFailure) -> [LegalHold] { [] }
        func document(_ digest: SHA256Digest) throws(StoreFailure) -> [UInt8]? { nil }
        func messages(_ query: MessageQuery) throws(StoreFailure) -> [MessageRecord] { [] }
        func readMessages(in range: Range<Int64>) throws(StoreFailure) -> [ReadMessage] { [] }
        func particulars(of entries: [Int64]) throws(StoreFailure) -> [Int64: Particulars] { [:] }
        func handoffs(_ query: HandoffQuery) throws(StoreFailure) -> [HandoffRecord] { [] }
        func mailbox(of agency: AgencyID, limit: Int) throws(StoreFailure) -> [PartName] { [] }
        func due(by time: Instant, limit: Int) throws(StoreFailure) -> [PartName] { [] }
        func expectations(
            _ query: ExpectationQuery
        ) throws(StoreFailure) -> [ExpectationRecord] { [] }
        func quarantine(_ query: QuarantineQuery) throws(StoreFailure) -> [QuarantineRecord] { [] }
        func sharing(_ query: SharingQuery) throws(StoreFailure) -> [SharingRecord] { [] }
        func entries(_ query: EntryQuery) throws(StoreFailure) -> [LedgerEntry] { [] }
        func timestamps(_ query: TimestampQuery) throws(StoreFailure) -> [NumberedTimestamp] { [] }
    }

    private static let other = MerkleTree.leafHash(of: Array("another leaf".utf8))

    /// What is told of leaves, page by page, without the advice at the end of each line.
    private func inspect(
        _ leaves: [SHA256Digest?], _ kept: Kept, after beginnings: Set<Int64> = []
    ) throws -> [Substring] {
        var tree = TreeInspection(log: LogKeys(kept.signer.verifierKey))
        var lines: [String] = []
        for start in stride(from: 0, to: leaves.count, by: 64) {
            let page = leaves[start..<min(start + 64, leaves.count)]
            lines += try tree.take(Array(page), after: beginnings, kept)
        }
        #expect(tree.size == 1_030)
        let disagreements = lines.filter { !$0.contains("is not there") }
        #expect(tree.isWhole == (disagreements.isEmpty && !leaves.contains(nil)))
        let advice = ": restore the newest backup whose fsck is clean"
        #expect(lines.allSatisfy { $0.hasSuffix(advice) })
        return lines.map { $0[..<($0.lastIndex(of: ":") ?? $0.endIndex)] }
    }

    @Test func `is found to be good when it is`() throws {
        let kept = try Kept()
        #expect(try inspect(kept.leaves, kept) == [])
    }

    @Test func `is looked at behind the first leaf that was altered`() throws {
        let kept = try Kept()
        var leaves: [SHA256Digest?] = kept.leaves
        for index in [5, 7, 100, 300, 1_025] { leaves[index] = Self.other }
        #expect(
            try inspect(leaves, kept) == [
                "the entries 0 to 9 do not give the root that the checkpoint of size 10 signs",
                "the entries 100 to 109 do not give the root that the checkpoint of size 110 signs",
                "the entries 288 to 303 do not give the hash that is kept of them",
                "the entries 1020 to 1029 do not give the root that the checkpoint of size 1030 signs",
            ])
    }

    @Test func `goes on behind a leaf that cannot be read`() throws {
        let kept = try Kept()
        var leaves: [SHA256Digest?] = kept.leaves
        leaves[20] = nil
        leaves[600] = Self.other
        #expect(
            try inspect(leaves, kept) == [
                "the entries 592 to 607 do not give the hash that is kept of them"
            ])
    }

    @Test func `names a kept hash that was altered, and believes the leaves`() throws {
        var kept = try Kept()
        kept.levels[1]?[1] = Self.other
        kept.levels[2]?[3] = Self.other
        #expect(
            try inspect(kept.leaves, kept) == [
                "the entries 16 to 31 do not give the hash that is kept of them",
                "the hash 3 of level 2 is not that of those below it",
            ])
    }

    @Test func `names the size at which a transaction ended and no checkpoint is kept`() throws {
        var kept = try Kept()
        let ends = Set(stride(from: Int64(10), to: 1_030, by: 10))
        #expect(try inspect(kept.leaves, kept, after: ends) == [])
        kept.checkpoints.removeAll { [20, 640, 1_020, 1_030].contains($0.size) }
        #expect(
            try inspect(kept.leaves, kept, after: ends) == [
                "the checkpoint of size 20 is not there",
                "the checkpoint of size 640 is not there",
                "the checkpoint of size 1020 is not there",
            ])
    }

    @Test func `names a checkpoint that its log has not signed`() throws {
        var kept = try Kept()
        kept.checkpoints[3] = SignedCheckpoint(size: 40, note: kept.checkpoints[4].note)
        kept.checkpoints[5] = SignedCheckpoint(size: 60, note: [1, 2, 3])
        #expect(
            try inspect(kept.leaves, kept) == [
                "the checkpoint of size 40 signs 50 entries",
                "the checkpoint of size 60 has no good signature of baton.example/log",
            ])
    }
}
