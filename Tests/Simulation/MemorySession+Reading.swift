// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Relay
import Routing
import Safeguarding
import Signing

extension MemorySession {
    func head() throws(StoreFailure) -> StoredHead? {
        guard let head = state.head, let checkpoint = state.checkpoints.last else { return nil }
        return StoredHead(head: head, checkpoint: checkpoint, agencies: state.agencies)
    }

    func entries(_ query: EntryQuery) throws(StoreFailure) -> [LedgerEntry] {
        let entries = state.entries
        switch query {
        case .range(let range):
            guard range.upperBound <= entries.count, range.lowerBound >= 0 else {
                throw .corrupt("of the entries \(range) only \(entries.count) are there")
            }
            return Array(entries[Int(range.lowerBound)..<Int(range.upperBound)])
        case .indices(let indices):
            return indices.compactMap { entries.indices.contains(Int($0)) ? entries[Int($0)] : nil }
        case .starts(let time):
            return entries.filter { isStanding($0) && $0.at >= time }
        case .loads:
            return entries.filter { entry in
                if case .loaded = state.happenings[Int(entry.index)].facts { true } else { false }
            }
        case .lastStanding: return entries.last(where: isStanding).map { [$0] } ?? []
        case .revocations(let agency):
            return entries.filter { entry in
                guard case .revoked(let facts) = state.happenings[Int(entry.index)].facts else {
                    return false
                }
                return agency.map { $0 == facts.agency } ?? true
            }
        case .settling(let message):
            return entries.first { settles($0, message) }.map { [$0] } ?? []
        }
    }

    private func settles(_ entry: LedgerEntry, _ message: Int64) -> Bool {
        guard case .settled(let facts) = state.happenings[Int(entry.index)].facts else {
            return false
        }
        return facts.clear.contains(message) || facts.revoked.contains(message)
    }

    private func facts(_ message: MemoryState.KeptMessage) -> MessageFacts? {
        guard case .accepted(let facts) = state.happenings[Int(message.entry)].facts else {
            return nil
        }
        return facts
    }

    /// Whether a message is the first of one who signed under a certificate.
    private func isFirst(_ message: MemoryState.KeptMessage) -> Bool {
        guard let facts = facts(message), !facts.path.isEmpty else { return false }
        return !state.messages.contains { other in
            other.entry < message.entry && other.issuer == message.issuer
                && self.facts(other)?.kid == facts.kid
                && self.facts(other)?.path.isEmpty == false
        }
    }

    private func isInDoubt(_ message: MemoryState.KeptMessage) -> Bool {
        facts(message)?.isInDoubt == true
            && !state.entries.contains { settles($0, message.entry) }
    }

    /// Whether an entry says how the daemon or its clock stands.
    private func isStanding(_ entry: LedgerEntry) -> Bool {
        switch state.happenings[Int(entry.index)].facts {
        case .started, .clock: true
        default: false
        }
    }

    func hashes(level: Int, _ range: Range<Int64>) throws(StoreFailure) -> [SHA256Digest] {
        let hashes = state.subtrees[level, default: []]
        guard range.upperBound <= hashes.count else {
            throw .corrupt("of the hashes \(range) of level \(level) not all are there")
        }
        return Array(hashes[Int(range.lowerBound)..<Int(range.upperBound)])
    }

    func document(_ digest: SHA256Digest) throws(StoreFailure) -> [UInt8]? {
        state.documents[digest]
    }

    /// Nobody can write into this memory but a transaction.
    func strays(beyond size: Int64, limit: Int) throws(StoreFailure) -> [StrayRow] {
        let entries = state.entries.map(\.index).filter { $0 >= size }
        let checkpoints = state.checkpoints.map(\.size).filter { $0 > size }
        let subtrees = state.subtrees.sorted { $0.key < $1.key }.flatMap { level, hashes in
            (0..<Int64(hashes.count)).filter { $0 >= size >> Int64(4 * level) }.prefix(limit).map {
                StrayRow.subtree(level: level, number: $0)
            }
        }
        return entries.prefix(limit).map(StrayRow.entry)
            + checkpoints.prefix(limit).map(StrayRow.checkpoint) + subtrees
    }

    func checkpoint(ofSizeAtLeast size: Int64) throws(StoreFailure) -> SignedCheckpoint? {
        state.checkpoints.first { $0.size >= size }
    }

    func messages(_ query: MessageQuery) throws(StoreFailure) -> [MessageRecord] {
        if case .content(let entries) = query {
            return state.messages.filter { entries.contains($0.entry) }
                .map { record($0, withCiphertext: true) }
        }
        return found(query).map { record($0, withCiphertext: false) }
    }

    private func record(
        _ message: MemoryState.KeptMessage, withCiphertext: Bool
    ) -> MessageRecord {
        let place = Int(message.entry)
        return MessageRecord(
            restoring: state.entries[place], happening: state.happenings[place],
            key: message.isPurged ? nil : message.attachment.message.key,
            ciphertext: withCiphertext && !message.isPurged
                ? message.attachment.message.ciphertext : nil,
            particulars: message.particulars, repetitions: message.repetitions,
            purgedBy: message.purgedBy)
    }

    private func found(_ query: MessageQuery) -> [MemoryState.KeptMessage] {
        let accepted = state.messages.lazy.filter { !$0.isRefused }
        switch query {
        case .token(let issuer, let indexed):
            return accepted.filter { $0.issuer == issuer && $0.attachment.indexed == indexed }
        case .refused(let issuer, let indexed):
            let refused = state.messages.first {
                $0.isRefused && $0.issuer == issuer && $0.attachment.indexed == indexed
                    && !$0.isPurged
            }
            return refused.map { [$0] } ?? []
        case .received(let agency, let indexed):
            return accepted.filter { $0.attachment.indexed == indexed }
                .filter { self.receives(agency, $0.entry) }
        case .entry(let entry): return state.messages.filter { $0.entry == entry }
        case .entries(let entries), .content(let entries):
            return state.messages.filter { entries.contains($0.entry) }
        case .opening(let thread): return accepted.first { $0.thread == thread }.map { [$0] } ?? []
        case .latest(let thread):
            return state.messages.last { $0.thread == thread }.map { [$0] } ?? []
        case .sent(let agency, let thread):
            return accepted.first { $0.thread == thread && $0.issuer == agency }.map { [$0] } ?? []
        case .addressing(let agency, let thread):
            return firstAddressing(accepted.filter { $0.thread == thread && $0.issuer == agency })
        case .thread(let thread): return accepted.filter { $0.thread == thread }
        case .involving(let agency, let after, let since, let limit):
            let involved = accepted.filter {
                $0.entry > after && self.state.entries[Int($0.entry)].at >= since
                    && ($0.issuer == agency || self.receives(agency, $0.entry))
            }
            return Array(involved.prefix(limit))
        case .sentAfter(let agency, let after, let since, let limit):
            let sent = accepted.filter {
                $0.entry > after && self.state.entries[Int($0.entry)].at >= since
                    && $0.issuer == agency
            }
            return Array(sent.prefix(limit))
        case .signers(let after, let limit):
            return Array(accepted.filter { $0.entry > after && self.isFirst($0) }.prefix(limit))
        case .doubtful(let after, let limit):
            return Array(accepted.filter { $0.entry > after && self.isInDoubt($0) }.prefix(limit))
        case .sealed(let storeKey):
            let sealed = state.messages.first {
                !$0.isPurged && $0.attachment.message.key.storeKey == storeKey
            }
            return sealed.map { [$0] } ?? []
        }
    }

    private func firstAddressing(
        _ messages: some Sequence<MemoryState.KeptMessage>
    ) -> [MemoryState.KeptMessage] {
        var known: Set<AgencyID> = []
        return messages.filter { message in
            let addressed = state.handoffs.filter {
                $0.name.entry == message.entry && $0.recipient.reason == .addressed
            }
            let count = known.count
            known.formUnion(addressed.map(\.recipient.agency))
            return known.count > count
        }
    }

    private func receives(_ agency: AgencyID, _ entry: Int64) -> Bool {
        state.handoffs.contains { $0.name.entry == entry && $0.recipient.agency == agency }
    }

    private func message(_ entry: Int64) -> MemoryState.KeptMessage? {
        state.messages.first { $0.entry == entry }
    }

    func handoffs(_ query: HandoffQuery) throws(StoreFailure) -> [HandoffRecord] {
        let handoffs = state.handoffs
        switch query {
        case .message(let entry): return handoffs.filter { $0.name.entry == entry }
        case .named(let name): return handoffs.filter { $0.name == name }
        case .to(let agency, let entry):
            return handoffs.filter { $0.name.entry == entry && $0.recipient.agency == agency }
        case .received(let agency, let thread):
            let first = handoffs.first {
                $0.recipient.agency == agency && self.message($0.name.entry)?.thread == thread
            }
            return first.map { [$0] } ?? []
        case .thread(let thread):
            return handoffs.filter { self.message($0.name.entry)?.thread == thread }
        case .waiting(let agency, let indexed):
            return handoffs.filter {
                $0.recipient.agency == agency && $0.handoff.isInMailbox
                    && self.message($0.name.entry)?.attachment.indexed == indexed
            }
        case .unfetched(let agency, let last, let limit):
            let first = last ?? PartName(entry: -1, part: 0)
            let waiting = handoffs.filter {
                $0.recipient.agency == agency && $0.handoff.isInMailbox && $0.name > first
                    && self.message($0.name.entry)?.isPurged != true
            }
            return Array(waiting.prefix(limit))
        }
    }

    func mailbox(of agency: AgencyID, limit: Int) throws(StoreFailure) -> [PartName] {
        let waiting = state.handoffs.lazy.filter {
            $0.recipient.agency == agency && $0.handoff.isInMailbox
        }
        return waiting.prefix(limit).map(\.name)
    }

    func due(by time: Instant, limit: Int) throws(StoreFailure) -> [PartName] {
        try expectations(.next(by: time, limit: limit)).map(\.name)
    }

    /// Counted from the handoffs, whenever it is asked: what the sums of a store are held against.
    func sharing(_ query: SharingQuery) throws(StoreFailure) -> [SharingRecord] {
        var tallies: [[AgencyID]: SharingTally] = [:]
        for record in state.handoffs {
            let place = Int(record.name.entry)
            guard case .accepted(let facts) = state.happenings[place].facts,
                !state.happenings[place].isRestricted,
                state.entries[place].partnership == query.partnership,
                query.days.contains(London.date(at: record.handoff.routedAt).dayNumber)
            else { continue }
            tallies[[facts.issuer, record.recipient.agency], default: SharingTally()]
                .count(record.handoff)
        }
        let numbers = Dictionary(
            state.agencies.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
        return tallies.map { SharingRecord(from: $0.key[0], to: $0.key[1], $0.value) }.sorted {
            (numbers[$0.sender] ?? 0, numbers[$0.recipient] ?? 0)
                < (numbers[$1.sender] ?? 0, numbers[$1.recipient] ?? 0)
        }
    }

    func expectations(_ query: ExpectationQuery) throws(StoreFailure) -> [ExpectationRecord] {
        let expectations = state.expectations
        switch query {
        case .next(let time, let limit):
            let next = expectations.filter { $0.expectation.next.map { $0 <= time } ?? false }
            return Array(next.inOrder { $0.expectation.next ?? time }.prefix(limit))
        case .waiting(let root):
            return expectations.filter { $0.opener.root == root && $0.expectation.isWaiting }
                .inOrderOfDue
        case .silences(of: let agency):
            return owed(by: agency, under: ExpectationRecord.Opener.silenceRoot)
        case .opened(let entry): return expectations.filter { $0.name.entry == entry }
        case .named(let name): return expectations.filter { $0.name == name }
        case .thread(let thread):
            return expectations.filter { $0.opener.thread == thread }.inOrderOfDue
        case .digested(let cause, let partnership, let areOpen, let rung, let limit):
            let found = expectations.filter {
                $0.isDigested(of: cause, areOpen: areOpen) && $0.opener.partnership == partnership
                    && $0.expectation.rung >= rung
            }
            let ordered = found.sorted { $0.missedAt > $1.missedAt }
            return Array(ordered.prefix(limit))
        case .missedOf(let cause, let partnership, let since, let limit):
            let found = expectations.filter {
                $0.isMissed(of: cause) && $0.missedAt >= since
                    && $0.opener.partnership == partnership
            }
            return Array(found.prefix(limit))
        case .missed(let filter): return missed(filter)
        }
    }

    private func owed(by agency: AgencyID, under root: Int64) -> [ExpectationRecord] {
        state.expectations.filter {
            $0.opener.root == root && $0.expectation.owedBy == agency && $0.expectation.isWaiting
        }.inOrderOfDue
    }

    private func missed(_ filter: MissedFilter) -> [ExpectationRecord] {
        let placed = state.expectations.filter { filter.asksFor($0) }.map { record in
            let particulars = message(record.name.entry)?.particulars?.values ?? [:]
            return (place: MissPlace(record, particulars, in: filter), record: record)
        }
        let ordered =
            switch filter.order {
            case .log(let name):
                placed.filter { place, _ in name.map { place.name > $0 } ?? true }
            case .seriousness(let last):
                placed.filter { place, _ in last.map { place > $0 } ?? true }
                    .sorted { $0.place < $1.place }
            }
        return ordered.prefix(filter.limit).map(\.record)
    }

    func readMessages(in range: Range<Int64>) throws(StoreFailure) -> [ReadMessage] {
        state.messages.filter { range.contains($0.entry) }.compactMap { message in
            ReadMessage(
                record(message, withCiphertext: false),
                opened: state.expectations.filter { $0.name.entry == message.entry })
        }
    }

    func particulars(of entries: [Int64]) throws(StoreFailure) -> [Int64: Particulars] {
        let kept = entries.map { ($0, message($0)?.particulars) }
        return Dictionary(kept) { $1 }.compactMapValues(\.self)
    }
}

extension SharingTally {
    fileprivate mutating func count(_ handoff: Handoff) {
        routed += 1
        let steps: [(Handoff.Step, Instant?)] = [
            (.delivered, handoff.deliveredAt), (.acknowledged, handoff.acknowledgedAt),
            (.answered, handoff.answeredAt), (.undeliverable, handoff.undeliverableAt),
        ]
        for case (let step, let time?) in steps {
            count(step, after: time.milliseconds(since: handoff.routedAt))
        }
    }
}

extension [ExpectationRecord] {
    fileprivate var inOrderOfDue: [ExpectationRecord] { inOrder(of: \.expectation.due) }

    fileprivate func inOrder(of time: (ExpectationRecord) -> Instant) -> [ExpectationRecord] {
        sorted { (time($0), $0.name) < (time($1), $1.name) }
    }
}

extension MissedFilter {
    fileprivate func asksFor(_ record: ExpectationRecord) -> Bool {
        let terms = record.expectation.terms
        guard let missedAt = record.expectation.verdict.missed else { return false }
        let sides = [record.expectation.owedBy, terms.owedTo]
        return from.map { missedAt >= $0 } ?? true
            && to.map { missedAt < $0 } ?? true && agency.map(sides.contains) ?? true
            && owedBy.map { record.expectation.owedBy == $0 } ?? true
            && sender.map { record.opener.issuer == $0 } ?? true
            && recipient.map { record.opener.issuer != $0 && sides.contains($0) } ?? true
            && type.map { record.opener.name == $0 } ?? true
            && rule.map(terms.isOf) ?? true
            && breakPoint.map { terms.breakPoint == $0 } ?? true
            && isOpen.map { (record.expectation.verdict.met == nil) == $0 } ?? true
            && partnerships.map { $0.contains(record.opener.partnership) } ?? true
    }
}

extension ExpectationRecord {
    fileprivate func isDigested(of cause: MissCause, areOpen: Bool) -> Bool {
        guard let miss = expectation.miss, miss.isDigested else { return false }
        let isOfCause =
            expectation.owedBy == cause.owedBy && miss.shortfall == cause.shortfall
        switch expectation.verdict {
        case .missed: return isOfCause && areOpen
        case .metLate: return isOfCause && !areOpen
        default: return false
        }
    }

    fileprivate func isMissed(of cause: MissCause) -> Bool {
        guard case .missed = expectation.verdict else { return false }
        return expectation.owedBy == cause.owedBy && expectation.miss?.shortfall == cause.shortfall
    }

    fileprivate var missedAt: Instant {
        expectation.verdict.missed ?? Instant(milliseconds: .min)
    }
}

extension Happening {
    /// Whether a message, or its thread, was restricted when it came.
    fileprivate var isRestricted: Bool {
        guard case .routing(let routing)? = parts.first else { return false }
        return routing.isRestricted
    }
}
