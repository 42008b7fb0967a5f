// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Safeguarding

extension StoreReading {
    /// What was tried while an expectation ran, in the order of time: to hand its message over to those
    /// who owe or owed the answer, and what they sent in the thread that was refused; as far as a viewer
    /// may know.
    func attempts(
        under record: ExpectationRecord, until end: Instant, for viewer: Viewer
    ) throws(StoreFailure) -> [Attempt] {
        var attempts: [Attempt] = []
        for agency in record.debtors {
            attempts += try handoffs(.to(agency, message: record.name.entry))
                .flatMap(Attempt.handing)
            attempts += try refused(agency, under: record, until: end, for: viewer)
        }
        return attempts.sorted { ($0.at, $0.index) < ($1.at, $1.index) }
    }

    private func refused(
        _ agency: AgencyID, under record: ExpectationRecord, until end: Instant, for viewer: Viewer
    ) throws(StoreFailure) -> [Attempt] {
        guard let thread = record.opener.thread else { return [] }
        var filter = QuarantineFilter()
        // What was refused at the end itself still belongs to it; the filter's end does not.
        (filter.from, filter.to) = (record.expectation.terms.from, end.adding(milliseconds: 1))
        filter.issuer = agency
        var attempts: [Attempt] = []
        while true {
            let found = try quarantine(.page(filter, for: viewer, limit: Self.attemptsPage))
            attempts +=
                found.filter {
                    filter.asks(for: $0) && $0.facts.thread == thread && viewer.sees($0)
                        && $0.index != record.name.entry
                }.map(Attempt.init(sending:))
            guard found.count == Self.attemptsPage, let last = found.last else { return attempts }
            filter.after = last.index
        }
    }

    /// How many refused messages are looked at at once.
    private static var attemptsPage: Int { 500 }

    /// Spans in which those could not be reached who owe or owed an expectation, as the silences show
    /// that the partnership's rules have found.
    func silentSpans(
        under record: ExpectationRecord, of partnership: Partnership?
    ) throws(StoreFailure) -> [SilentSpan] {
        let rules = partnership?.rules.timescales.filter { $0.opens == .silence } ?? []
        var spans: Set<SilentSpan> = []
        for agency in record.debtors {
            for rule in Set(rules.map(\.id)).sorted() {
                var filter = MissedFilter()
                (filter.owedBy, filter.rule) = (agency, rule)
                filter.partnerships = [record.opener.partnership]
                while true {
                    let found = try expectations(.missed(filter))
                    spans.formUnion(found.compactMap(SilentSpan.init))
                    guard found.count == filter.limit, let last = found.last else { break }
                    filter.goOn(after: last, [:])
                }
            }
        }
        return spans.sorted { ($0.from, $0.agency.uri) < ($1.from, $1.agency.uri) }
    }
}

extension ExpectationRecord {
    /// Who owes it now, and who owed it before it was passed on.
    fileprivate var debtors: [AgencyID] {
        let (now, before) = (expectation.owedBy, expectation.terms.owedBy)
        return now == before ? [now] : [before, now]
    }
}
