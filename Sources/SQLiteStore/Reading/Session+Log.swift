// SPDX-License-Identifier: Apache-2.0

import GRDB
import Ledger
import Relay
import Safeguarding
import Signing
import TransparencyLog
import Wire

extension Session {
    func head() throws(StoreFailure) -> StoredHead? {
        let stored = try first(.head) { columns throws(StoreFailure) in
            (try Self.head(from: &columns), try columns.bytes())
        }
        guard let (head, note) = stored else { return nil }
        return StoredHead(
            head: head, checkpoint: SignedCheckpoint(size: head.size, note: note),
            agencies: try roster().agencies)
    }

    static func head(from columns: inout Columns) throws(StoreFailure) -> LogHead {
        let size = try columns.integer()
        let kept = try columns.text()
        guard let origin = LogOrigin(kept: kept) else {
            throw .corrupt("the head of the log has no origin: run fsck")
        }
        let lastAt = try columns.instant()
        let configuration = try columns.integer()
        let frontier = try KeptFrontier.frontier(size: size, from: try columns.bytes())
        return LogHead(
            origin: origin, frontier: frontier, lastAt: lastAt, configuration: configuration)
    }

    func entries(_ query: EntryQuery) throws(StoreFailure) -> [LedgerEntry] {
        switch query {
        case .range(let range): try entries(in: range)
        case .indices(let indices) where indices.count < 2:
            try indices.map { index throws(StoreFailure) in
                try first(.entry, [index], LedgerEntry.init(reading:))
            }.compactMap(\.self)
        case .indices(let indices):
            try all(
                .entriesNamed, [JSONValue.array(indices.map(JSONValue.integer)).text],
                LedgerEntry.init(reading:))
        case .lastStanding: try all(.lastStanding, [], LedgerEntry.init(reading:))
        case .revocations(let agency): try revocations(of: agency)
        case .settling(let entry): try all(.settling, [entry], LedgerEntry.init(reading:))
        case .loads: try all(.loads, [], LedgerEntry.init(reading:))
        case .starts(let time): try all(.starts, [time.milliseconds], LedgerEntry.init(reading:))
        }
    }

    private func entries(in range: Range<Int64>) throws(StoreFailure) -> [LedgerEntry] {
        try whole(
            range,
            try all(
                .entries, [range.lowerBound, range.upperBound], LedgerEntry.init(reading:)))
    }

    func leaves(in range: Range<Int64>) throws(StoreFailure) -> [LogLeaf] {
        try whole(
            range,
            try all(
                .leaves, [range.lowerBound, range.upperBound], LogLeaf.init(reading:)))
    }

    /// What was read of a range of entries, when it is all of it.
    private func whole<Found>(
        _ range: Range<Int64>, _ found: [Found]
    ) throws(StoreFailure) -> [Found] {
        guard found.count == range.count else {
            throw .corrupt(
                "of the entries \(range.lowerBound)..<\(range.upperBound) only \(found.count) "
                    + "are there: run fsck")
        }
        return found
    }

    func hashes(level: Int, _ range: Range<Int64>) throws(StoreFailure) -> [SHA256Digest] {
        let hashes = try all(
            .subtrees,
            [level, range.lowerBound, range.upperBound]
        ) { columns throws(StoreFailure) in try columns.digest() }
        guard hashes.count == range.count else {
            throw .corrupt(
                "of the hashes \(range.lowerBound)..<\(range.upperBound) of level \(level) only "
                    + "\(hashes.count) are there: run fsck")
        }
        return hashes
    }

    func checkpoint(ofSizeAtLeast size: Int64) throws(StoreFailure) -> SignedCheckpoint? {
        try first(.checkpoint, [size]) { columns throws(StoreFailure) in
            SignedCheckpoint(size: try columns.integer(), note: try columns.bytes())
        }
    }

    /// Above it no subtree can be complete: an index has 63 bits.
    private static let highestLevel = (Int64.bitWidth - 1) / TreeHashLayout.keptTileHeight

    func strays(beyond size: Int64, limit: Int) throws(StoreFailure) -> [StrayRow] {
        var strays = try numbers(.strayEntries, [size, limit]).map(StrayRow.entry)
        strays += try numbers(.strayCheckpoints, [size, limit]).map(StrayRow.checkpoint)
        for level in 1...Self.highestLevel {
            let complete = size >> Int64(level * TreeHashLayout.keptTileHeight)
            strays += try numbers(.straySubtrees, [level, complete, limit]).map {
                StrayRow.subtree(level: level, number: $0)
            }
        }
        return strays
    }

    /// The document of a digest, as it was in force once.
    func document(_ digest: SHA256Digest) throws(StoreFailure) -> [UInt8]? {
        try first(.document, [digest]) { columns throws(StoreFailure) in
            try columns.bytes()
        }
    }

    /// The first entry at or after a time; the log's size when there is none.
    ///
    /// Log time never goes backwards, so halving finds it without an index.
    func firstEntry(since time: Instant) throws(StoreFailure) -> Int64 {
        var (low, high) = (Int64(0), try nextIndex())
        while low < high {
            let middle = low + (high - low) / 2
            let at = try first(.timeOfEntry, [middle]) { columns throws(StoreFailure) in
                try columns.instant()
            }
            guard let at else { throw .corrupt("entry \(middle) is not there: run fsck") }
            if at < time { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The index that the next entry has.
    func nextIndex() throws(StoreFailure) -> Int64 {
        if let next = writing.nextIndex { return next }
        let last = try first(.lastEntry) { columns throws(StoreFailure) in
            try columns.optionalInteger()
        }
        let next = ((last ?? nil) ?? -1) &+ 1
        guard next >= 0 else { throw .corrupt("the last entry is \(next &- 1): run fsck") }
        writing.nextIndex = next
        return next
    }
}

extension LedgerEntry {
    /// Reads an entry from the columns of `entries`.
    init(reading columns: inout Columns) throws(StoreFailure) {
        let index = try columns.integer()
        let at = try columns.instant()
        let partnership = try columns.number()
        let commitment = try columns.digest()
        let secret = try columns.bytes(EntrySalts.secretBytes)
        let content = try KeptContent.content(from: try columns.bytes(), of: index)
        self.init(
            restoring: index, at: at, partnership: partnership, commitment: commitment,
            secret: secret, facts: content.facts, parts: content.parts)
    }
}

extension LogLeaf {
    /// Reads what is public of an entry.
    fileprivate init(reading columns: inout Columns) throws(StoreFailure) {
        self.init(
            at: try columns.instant(), partnership: try columns.number(),
            commitment: try columns.digest())
    }
}
