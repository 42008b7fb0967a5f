// SPDX-License-Identifier: Apache-2.0

package import Audit
package import Handoffs
package import Ledger
package import Safeguarding
package import TransparencyLog
package import Wire

extension Broker {
    /// The report of a thread; nil when there is nothing in it that the viewer may see.
    package func thread(
        _ thread: ThreadID, for viewer: Viewer
    ) async throws(StoreFailure) -> JSONValue? {
        try await store.read { store throws(StoreFailure) in
            let messages = try store.messages(.thread(thread))
            guard
                let report = try ThreadReport(
                    thread, messages: messages,
                    handoffs: store.handoffs(of: thread, messages, knownTo: viewer),
                    expectations: store.expectations(.thread(thread)), for: viewer)
            else { return nil }
            return report.json(
                try store.proofs(report.provingEntries, to: viewer),
                amended: try store.shownAmendments(of: report.messages, to: viewer))
        }
    }

    /// Why an expectation stands as it does, with what proves it; nil when there is none of that name
    /// that the viewer may see.
    package func explanation(
        of name: PartName, for viewer: Viewer
    ) async throws(StoreFailure) -> (explanation: Explanation, proofs: Proofs)? {
        let (setting, now) = (self.setting, self.now)
        return try await store.read {
            store throws(StoreFailure) -> (explanation: Explanation, proofs: Proofs)? in
            guard let record = try store.expectations(.named(name)).first else { return nil }
            let proofs = try store.proofs(Set([name.entry] + record.verdicts.map(\.entry)))
            let shown = try store.shown(proofs, to: viewer)
            let message = try store.messages(.entry(name.entry)).first
            let partnership = setting.directory.partnership(number: record.opener.partnership)
            let changes = try record.opener.thread.map { thread throws(StoreFailure) in
                try store.messages(.thread(thread)).flatMap { $0.changes(of: name) }
            }
            let told = try proofs.all.map { entry throws(StoreFailure) in
                (entry: entry, happening: try entry.restored(origin: proofs.origin.base))
            }
            guard
                let explanation = Explanation(
                    record,
                    of: partnership,
                    particulars: message?.particulars?.values ?? [:], entries: told,
                    withheld: shown.withheld, changes: changes ?? [],
                    outages: try store.outages(since: record.expectation.terms.from),
                    attempts: try store.attempts(
                        under: record, until: record.expectation.verdict.met ?? now, for: viewer),
                    silentSpans: try store.silentSpans(under: record, of: partnership),
                    amended: try store.shownAmendments(of: [name.entry], to: viewer)[name.entry]
                        ?? [], now: now, for: viewer)
            else { return nil }
            return (explanation, shown)
        }
    }

    /// The log's origin; nil before the first start was committed.
    package func origin() async throws(StoreFailure) -> LogOrigin? {
        try await store.read { store throws(StoreFailure) in try store.head()?.head.origin }
    }

    /// The number of a thread's partnership; 0 when there is no such thread.
    package func partnership(of thread: ThreadID) async throws(StoreFailure) -> Int {
        try await store.read { store throws(StoreFailure) in
            try store.messages(.opening(thread)).first?.entry.partnership ?? 0
        }
    }

    /// Whether an agency ever sent or received a message that is still known of here.
    package func hasMessages(of agency: AgencyID) async throws(StoreFailure) -> Bool {
        try await store.read { store throws(StoreFailure) in
            try !store.messages(
                .involving(agency, after: -1, since: Instant(milliseconds: .min), limit: 1)
            ).isEmpty
        }
    }

    /// A page of missed handoffs.
    package func missed(
        _ filter: MissedFilter, for viewer: Viewer
    ) async throws(StoreFailure) -> (MissedReport, Proofs) {
        try await store.read { store throws(StoreFailure) in
            let (visible, particulars) = try store.missed(filter, visibleTo: viewer)
            let report = MissedReport(
                visible, particulars,
                amended: try store.shownAmendments(of: visible.map(\.name.entry), to: viewer),
                in: filter)
            return (
                report,
                try store.proofs(
                    report.provingEntries, to: viewer, asking: report.decidingEntries)
            )
        }
    }

    /// How a message stands, for its sender or a recipient; nil for anyone else.
    package func report(
        _ message: MessageRecord, _ handoffs: [HandoffRecord], for agency: AgencyID
    ) async throws(StoreFailure) -> JSONValue? {
        guard let report = MessageReport(message, handoffs: handoffs, for: agency) else {
            return nil
        }
        let json = try await store.read { store throws(StoreFailure) in
            try store.marks(on: message, to: agency).reduce(
                report.json(store.proofs(report.provingEntries))
            ) {
                $0.adding($1.name, $1.value)
            }
        }
        guard message.facts?.issuer == agency else { return json }
        return json.adding("warnings", .array(try await warnings(of: message)))
    }

    /// A page of what an agency sent and was sent, in log order, with the entry to go on after.
    ///
    /// - Parameter state: only messages that show this state; the page is then of what was looked
    ///   through.
    package func list(
        for agency: AgencyID, after: Int64, since: Instant, state: String?
    ) async throws(StoreFailure) -> (items: [JSONValue], next: Int64?) {
        let limit = setting.limits.listPage
        return try await store.read { store throws(StoreFailure) in
            let messages = try store.messages(
                .involving(agency, after: after, since: since, limit: limit))
            let reports = try messages.map { message throws(StoreFailure) in
                MessageReport(
                    message, handoffs: try store.handoffs(of: message, knownTo: agency),
                    for: agency)
            }
            let amended = try store.shownAmendments(
                of: messages.map(\.entry.index), to: .party(agency))
            let items = reports.compactMap(\.self)
                .filter { report in state.map { $0 == report.state } ?? true }
                .map { $0.summary(amended: amended[$0.entry] ?? []) }
            return (items, messages.count == limit ? messages.last?.entry.index : nil)
        }
    }

    /// Notes a read by a person, or of content, before it is answered.
    package func note(_ read: ReadFacts, partnership: Int) async throws(StoreFailure) {
        try await sequencer.enter { transaction throws(StoreFailure) in
            try transaction.note(read, partnership: partnership)
        }
    }
}

extension StoreReading {
    /// One more than a page holds of what a viewer may see, over as many pages of the store as that
    /// takes; what is left out leaves no trace, not even in the cursor.
    fileprivate func missed(
        _ filter: MissedFilter, visibleTo viewer: Viewer
    ) throws(StoreFailure) -> ([ExpectationRecord], particulars: [Int64: [String: String]]) {
        var (visible, asked): ([ExpectationRecord], MissedFilter) = ([], filter)
        var particulars: [Int64: [String: String]] = [:]
        asked.limit = filter.limit + 1
        while visible.count <= filter.limit {
            let found = try expectations(.missed(asked))
            let opened = Set(found.map(\.name.entry)).sorted()
            particulars.merge(try self.particulars(of: opened).mapValues(\.values)) { $1 }
            visible += found.filter { filter.shows($0, to: viewer) }
            guard found.count == asked.limit, let last = found.last else { break }
            asked.goOn(after: last, particulars[last.name.entry] ?? [:])
        }
        return (visible, particulars)
    }

    /// The entries that prove what is told, hashed again.
    func proofs(_ indices: Set<Int64>) throws(StoreFailure) -> Proofs {
        // What was purged since it was looked for is no damage, and proves nothing any more.
        let entries = try self.entries(.indices(indices.sorted())).filter { !$0.isForgotten }
        let proofs = Proofs(entries, origin: try head()?.head.origin ?? LogOrigin(""))
        if let (entry, what) = proofs.damage { throw what.failure(of: entry) }
        return proofs
    }

    /// The entries that prove what is told to a viewer, hashed again.
    ///
    /// - Parameter asked: those that may be withheld; nil where any may be.
    func proofs(
        _ indices: Set<Int64>, to viewer: Viewer, asking asked: Set<Int64>? = nil
    ) throws(StoreFailure) -> Proofs {
        try shown(proofs(indices), to: viewer, asking: asked)
    }

    /// What of the entries that prove something is shown to a viewer.
    ///
    /// Whoever oversees is not shown what `/log/facts` withholds: a verdict that a restricted answer brought
    /// would name the answer.
    ///
    /// - Parameter asked: those that may be withheld; nil where any may be.
    fileprivate func shown(
        _ proofs: Proofs, to viewer: Viewer, asking asked: Set<Int64>? = nil
    ) throws(StoreFailure) -> Proofs {
        guard case .overseer(_, let partnerships) = viewer else { return proofs }
        let doubtful = proofs.all.filter { asked?.contains($0.index) ?? true }
        // What was due at one look may be thousands of verdicts; their entry is of no message.
        let judged = proofs.ofVerdictsAlone
        let told = try facts(
            of: doubtful.filter { !judged.contains($0.index) }, for: partnerships)
        let others = doubtful.filter {
            judged.contains($0.index) && !partnerships.contains($0.partnership)
        }
        return proofs.withholding(
            told.report.withheldEntries(restricted: told.restricted, purged: told.purged)
                .union(others.map(\.index)))
    }
}

extension Broker {
    /// A page of the log's facts, for those who oversee partnerships.
    package func facts(
        _ range: Range<Int64>, partnerships: Set<Int>
    ) async throws(StoreFailure) -> JSONValue {
        let entries = try await entries(range)
        return try await store.read { store throws(StoreFailure) in
            let told = try store.facts(of: entries, for: partnerships)
            // A range that begins beyond the log has no entry, and none comes after it.
            let end = entries.last.map { $0.index + 1 }
            let size = min(range.upperBound, try store.size())
            let threads = told.report.readThreads
            return told.report.json(
                restricted: told.restricted, purged: told.purged,
                threads: try store.restricted(threads),
                next: end.flatMap { $0 < size ? $0 : nil })
        }
    }
}

extension StoreReading {
    /// What some entries say, for those who oversee partnerships, and which messages that bear on that are
    /// restricted or purged.
    fileprivate func facts(
        of entries: [LedgerEntry], for partnerships: Set<Int>
    ) throws(StoreFailure) -> (
        report: LogFactsReport, restricted: Set<Int64>, purged: Set<Int64>
    ) {
        let origin = try head()?.head.origin.base ?? ""
        let restored = try entries.map { entry throws(StoreFailure) in
            (
                entry: entry,
                happening: entry.isForgotten ? nil : try entry.restored(origin: origin)
            )
        }
        let report = LogFactsReport(restored, partnerships: partnerships)
        let named = report.namedEntries.sorted()
        return (
            report, try restricted(named + entries.map(\.index)), try forgotten(among: named)
        )
    }

    /// Which of these entries have neither facts nor parts any more.
    func forgotten(among indices: [Int64]) throws(StoreFailure) -> Set<Int64> {
        guard !indices.isEmpty else { return [] }
        return Set(try self.entries(.indices(indices)).filter(\.isForgotten).map(\.index))
    }

    /// Which of these threads are restricted; one of which nothing is known counts as such, since what was
    /// forgotten may have been.
    func restricted(_ threads: Set<ThreadID>) throws(StoreFailure) -> Set<ThreadID> {
        var restricted: Set<ThreadID> = []
        for thread in threads where try messages(.opening(thread)).first?.isRestricted != false {
            restricted.insert(thread)
        }
        return restricted
    }

    /// Which of these entries are of messages in a restricted thread, or restricted themselves.
    func restricted(_ entries: [Int64]) throws(StoreFailure) -> Set<Int64> {
        var restricted: Set<Int64> = []
        for message in try messages(.entries(entries)) {
            let thread = message.facts?.thread ?? message.refusedThread
            let opening = try thread.flatMap { thread throws(StoreFailure) in
                try messages(.opening(thread)).first
            }
            if message.isRestricted || opening?.isRestricted == true {
                restricted.insert(message.entry.index)
            }
        }
        return restricted
    }
}
