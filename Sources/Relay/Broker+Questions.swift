// SPDX-License-Identifier: Apache-2.0

package import Audit
import Handoffs
import Ledger
package import Safeguarding
import TransparencyLog

extension Broker {
    /// The answer to a question about a period of a partnership, as it stands now.
    package func answer(
        _ question: Question, during period: Range<Instant>, of partnership: Partnership,
        about subject: Inquiry.Subject? = nil, comparedWith returned: ReturnedEpisodes? = nil
    ) async throws(StoreFailure) -> Answer {
        let inquiry = Inquiry(
            question, during: period, of: partnership.id, number: partnership.number, asOf: now,
            roll: Roll(setting.directory, in: partnership.id, broker: setting.broker),
            subject: subject, caseloads: partnership.caseloads, returned: returned)
        guard let answer = try await store.answers([inquiry]).first else {
            preconditionFailure("each inquiry has its answer")
        }
        return answer
    }

    /// Missing episodes that another system returned, each child by its keyed names alone.
    package func returned(
        _ bytes: [UInt8], to partnership: PartnershipID
    ) throws(ReturnedEpisodes.Refusal) -> ReturnedEpisodes {
        let vault = setting.vault
        return try ReturnedEpisodes(reading: bytes) { value, system in
            vault.pseudonym(of: value, system: system, in: partnership)
        }
    }

    /// A page of the reads that a viewer may see in a period, oldest first, and the entry to go on
    /// after; the page is of what was looked through.
    package func reads(
        _ filter: ReadsFilter, for viewer: Viewer
    ) async throws(StoreFailure) -> (items: [ReadRecord], next: Int64?) {
        var (items, next): ([ReadRecord], Int64?) = ([], nil)
        var rest = try await store.read { store throws(StoreFailure) in
            let end = try store.firstEntry(since: filter.period.upperBound)
            let first = try store.firstEntry(since: filter.period.lowerBound)
            return min(max(first, (filter.after ?? -1) + 1), end)..<end
        }
        let looked = rest.prefix(limit: filter.limit)
        if looked.upperBound < rest.upperBound { next = looked.upperBound - 1 }
        rest = looked
        while !rest.isEmpty {
            try await LongReading.turnPage()
            let page = rest.prefix(limit: LongReading.page)
            let reads = try await store.read { store throws(StoreFailure) in
                try store.marked(store.reads(page).filter { filter.shows($0, to: viewer) }, viewer)
            }
            // To ask for an agency's reads alone must not tell whose they are.
            items += reads.filter { filter.agency == nil || !$0.isWithheld }
            rest = page.upperBound..<rest.upperBound
        }
        return (items, next)
    }
}

extension SnapshotSource {
    /// The answers to some inquiries, in their order, from one reading of the log.
    ///
    /// It reads from the first entry that one of them needs to the end of the log as it is at the
    /// beginning, a page and a snapshot at a time: memory stays bounded, and no reader holds the
    /// store's own log back. What is decided while it reads may show in what is read later.
    package func answers(_ inquiries: [Inquiry]) async throws(StoreFailure) -> [Answer] {
        var works = inquiries.map(Investigation.init)
        guard let since = inquiries.map(\.readsFrom).min() else { return [] }
        let (head, first) = try await read { store throws(StoreFailure) in
            (try store.head()?.head, try store.firstEntry(since: since))
        }
        guard let head else { return works.map { $0.answer() } }
        for place in works.indices { works[place].take(head) }
        let looksAtReads = works.contains(where: \.looksAtReads)
        var rest = first..<max(first, head.size)
        while !rest.isEmpty {
            try await LongReading.turnPage()
            let page = rest.prefix(limit: LongReading.page)
            let (messages, reads) = try await read { store throws(StoreFailure) in
                (
                    try store.markedMessages(in: page),
                    looksAtReads ? try store.withheld(store.reads(page), but: nil) : []
                )
            }
            for place in works.indices { works[place].take(messages, reads) }
            rest = page.upperBound..<rest.upperBound
        }
        return works.map { $0.answer() }
    }
}

extension SnapshotSource {
    /// Takes every message up to the end of the log as it is at the beginning, in order, a page and a
    /// snapshot at a time.
    func readEveryMessage(_ take: (ReadMessage) -> Void) async throws(StoreFailure) {
        var rest = try await read { store throws(StoreFailure) in Int64(0)..<(try store.size()) }
        while !rest.isEmpty {
            try await LongReading.turnPage()
            let page = rest.prefix(limit: LongReading.page)
            let messages = try await read { store throws(StoreFailure) in
                try store.markedMessages(in: page)
            }
            for message in messages { take(message) }
            rest = page.upperBound..<rest.upperBound
        }
    }
}

extension Range<Int64> {
    /// The first so many, or all of them.
    func prefix(limit: Int64) -> Range<Int64> {
        lowerBound..<Swift.min(upperBound, lowerBound + limit)
    }
}

extension StoreReading {
    /// The reads that a range of entries notes.
    fileprivate func reads(_ range: Range<Int64>) throws(StoreFailure) -> [ReadRecord] {
        let origin = try head()?.head.origin.base ?? ""
        var reads: [ReadRecord] = []
        for entry in try entries(.range(range)) where entry.tellsOfARead {
            guard case .read(let facts) = try entry.restored(origin: origin).facts else { continue }
            reads.append(
                ReadRecord(
                    entry: entry.index, at: entry.at, partnership: entry.partnership, facts: facts))
        }
        return reads
    }

    /// Reads with what was done to the messages that were read.
    ///
    /// Whoever oversees is told nothing of a restricted message or thread but that somebody read it: whoever
    /// may read it is a party to it.
    fileprivate func marked(
        _ reads: [ReadRecord], _ viewer: Viewer
    ) throws(StoreFailure) -> [ReadRecord] {
        let messages = Set(reads.compactMap(\.facts.message)).sorted()
        let amended = try shownAmendments(of: messages, to: viewer)
        let marked = reads.map { read in
            var read = read
            read.amended = read.facts.message.flatMap { amended[$0] } ?? []
            return read
        }
        guard case .overseer(let agency, _) = viewer else { return marked }
        return try withheld(marked, but: agency)
    }

    /// Reads, of which those of what is restricted are withheld: whoever oversees is told that they were.
    ///
    /// - Parameter own: whose own reads are shown all the same; nil where nobody's are.
    fileprivate func withheld(
        _ reads: [ReadRecord], but own: AgencyID?
    ) throws(StoreFailure) -> [ReadRecord] {
        let hidden = try restricted(Set(reads.compactMap(\.facts.message)).sorted())
        let threads = try restricted(Set(reads.compactMap(\.facts.thread)))
        return reads.map { read in
            var read = read
            let isHidden =
                read.facts.message.map(hidden.contains) ?? false
                || read.facts.thread.map(threads.contains) ?? false
            read.isWithheld = isHidden && read.facts.agency != own
            return read
        }
    }

    /// The first entry at or after a time; the log's size when there is none.
    ///
    /// Log time never goes backwards, so halving finds it without an index.
    func firstEntry(since time: Instant) throws(StoreFailure) -> Int64 {
        var (low, high) = (Int64(0), try size())
        while low < high {
            let middle = low + (high - low) / 2
            guard let entry = try entries(.indices([middle])).first else {
                throw .corrupt("entry \(middle) is not there: run fsck")
            }
            if entry.at < time { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// How many entries the log has.
    func size() throws(StoreFailure) -> Int64 { try head()?.head.size ?? 0 }
}

extension LedgerEntry {
    /// Whether its facts, which are canonical JSON, have the kind `read`; what a text in them says has
    /// its quotation marks escaped, and is not taken for it.
    fileprivate var tellsOfARead: Bool { facts.contains(Self.kind) }

    private static let kind = Array(#""kind":"read""#.utf8)
}
