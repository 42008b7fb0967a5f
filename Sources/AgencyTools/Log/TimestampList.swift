// SPDX-License-Identifier: Apache-2.0

import Signing
import TransparencyLog
import Wire

/// Reads and checks what authorities have stamped of a log, token by token.
struct TimestampList {
    /// The log's keys, under one of which every checkpoint must verify.
    let log: LogKeys
    /// The authorities that are trusted; nil when only imprints are looked at.
    let trust: TimestampTrust?
    /// The leaves of those tokens that were read, from the first number on: renewals stamp their tree.
    private var leaves: [Int64: SHA256Digest] = [:]

    /// Begins.
    init(log: LogKeys, trust: TimestampTrust?) {
        self.log = log
        self.trust = trust
    }

    /// Checks the next token.
    ///
    /// - Returns: false for a renewal of tokens that were not read, of which nothing can be said.
    mutating func take(_ token: PublishedTimestamp) throws(ToolFailure) -> Bool {
        leaves[token.number] = MerkleTree.leafHash(of: token.token)
        switch token.subject {
        case .checkpoint(let size, let note):
            let seen = try SeenCheckpoint(note, log: log, from: "The checkpoint of \(size) entries")
            guard Int64(clamping: seen.size) == size else {
                throw ToolFailure(
                    .data,
                    "Token \(token.number) names \(size) entries, its checkpoint \(seen.size)")
            }
            try token.check(SHA256.digest(of: seen.note.text), trust: trust)
        case .tokens(let numbers):
            let found = numbers.compactMap { leaves[$0] }
            guard found.count == numbers.count else { return false }
            try token.check(MerkleTree.root(ofLeaves: found), trust: trust)
        }
        return true
    }
}
