// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
package import Safeguarding
import TransparencyLog

extension Broker {
    /// Hears of an agency: any request of its that is authenticated is a sign of life.
    ///
    /// It costs a look at the clocks and at a table in memory; nothing is written.
    package func hear(_ agency: AgencyID) { hear(agency, at: clock.read().now) }

    func hear(_ agency: AgencyID, at now: Instant) {
        signs.hear(agency, at: now, steady: world.steady())
    }

    /// Enters who fell silent and who is heard of again, a transaction's worth at most.
    ///
    /// While the clock is in doubt it waits, as every verdict does.
    func declareSilences(_ silences: inout Silences) async throws(StoreFailure) {
        let (time, setting) = (clock.read(), setting)
        guard time.doubt == nil, setting.directory.leastSilence != nil else { return }
        if silences.isNew {
            try await restoreSigns(reading: silences.entryLimit)
            silences.begin(at: world.steady())
        }
        let gone = signs.gone(setting.directory, at: time.now).prefix(setting.limits.verdicts)
        if !gone.isEmpty {
            let entered = try await sequencer.enter { transaction throws(StoreFailure) in
                try transaction.withdrawSilences(Array(gone))
            }
            for end in entered { signs.ended(end) }
        }
        let ends = signs.ends.prefix(setting.limits.verdicts)
        if !ends.isEmpty {
            let entered = try await sequencer.enter { transaction throws(StoreFailure) in
                try transaction.endSilences(Array(ends))
            }
            for end in entered { signs.ended(end) }
        }
        let steady = world.steady()
        guard silences.mustLook(at: steady) else { return }
        let found = signs.silences(setting, steady: steady).prefix(setting.limits.verdicts)
        if !found.isEmpty {
            let opened = try await sequencer.enter { transaction throws(StoreFailure) in
                try transaction.openSilences(Array(found))
            }
            for silence in opened { signs.fellSilent(silence) }
        }
        silences.looked(at: steady, setting)
    }
}

/// What is known from before a start: by what the agencies themselves left in the log.
///
/// Polls that found nothing left nothing there. So who was heard of before is counted anew from the
/// start, but for those for whom a message waits: a poll since then would have taken it. One that took
/// it and did not acknowledge it left nothing either; so nobody is found silent before its usual
/// interval is over once more. The broker's own outages are nobody's silence. What was usual is read
/// from the log too; it seems longer there than it is, never shorter.
extension Broker {
    private func restoreSigns(reading limit: Int64) async throws(StoreFailure) {
        let (now, steady) = (clock.read().now, world.steady())
        let heard = try await heardBefore(limit)
        let outages = try await store.read { store throws(StoreFailure) in
            try store.outages(since: now.adding(milliseconds: -Pulse.memory))
        }
        func passed(_ from: Instant, _ until: Instant) -> Int64 {
            until.milliseconds(since: from) - outages.overlap(from, until)
        }
        let silent = try await store.read { store throws(StoreFailure) in
            try store.expectations(.waiting(under: ExpectationRecord.Opener.silenceRoot))
        }
        let open = Dictionary(grouping: silent, by: \.expectation.owedBy)
        // In an order of their own: a run that is played again must read the same, and fail the same.
        for agency in Set(heard.keys).union(open.keys).sorted(by: { $0.uri < $1.uri }) {
            let times = heard[agency] ?? []
            let gaps = zip(times, times.dropFirst()).map { from, until in
                SignsOfLife.Gap(end: steady - passed(until, now), length: passed(from, until))
            }
            let waiting = try await waitingSince(agency)
            var pulse = Pulse(at: now, steady: steady)
            if let last = times.last, let waiting {
                let since = max(last, waiting)
                pulse.wasSilent(
                    since: since, steady: steady - passed(since, now), upTo: steady)
            }
            for record in open[agency] ?? [] {
                pulse.silences[record.opener.partnership] = .some(nil)
                pulse.wasLast(
                    at: record.expectation.terms.from,
                    steady: steady - passed(record.expectation.terms.from, now))
            }
            signs.restore(agency, pulse, gaps)
        }
    }

    /// The times at which each agency left something in the log, of its newest entries.
    private func heardBefore(
        _ limit: Int64
    ) async throws(StoreFailure) -> [AgencyID: [Instant]] {
        let size = try await store.read { store throws(StoreFailure) in
            try store.head()?.head.size ?? 0
        }
        var heard: [AgencyID: [Instant]] = [:]
        var first = max(0, size - limit)
        while first < size {
            let range = first..<min(size, first + Silences.entryPage)
            for sign in try await signsOfLife(range) {
                heard[sign.agency, default: []].append(sign.at)
            }
            first = range.upperBound
        }
        return heard
    }

    /// Who left something in a range of entries, and when.
    ///
    /// Where an entry is damaged they are read one by one, so that what cannot be read is told, as any
    /// such read is, and is no sign of life.
    private func signsOfLife(
        _ range: Range<Int64>
    ) async throws(StoreFailure) -> [(agency: AgencyID, at: Instant)] {
        do throws(StoreFailure) {
            return try await store.read { store throws(StoreFailure) in
                let origin = try store.head()?.head.origin.base ?? ""
                let entries = try store.entries(.range(range)).filter { !$0.isForgotten }
                var signs: [(agency: AgencyID, at: Instant)] = []
                for entry in entries {
                    guard let agent = try entry.restored(origin: origin).facts.agent else {
                        continue
                    }
                    signs.append((agency: agent, at: entry.at))
                }
                return signs
            }
        } catch {
            guard case .corrupt = error else { throw error }
            guard range.count > 1 else { return [] }
        }
        var signs: [(agency: AgencyID, at: Instant)] = []
        for index in range { signs += try await signsOfLife(index..<index + 1) }
        return signs
    }

    /// Since when the oldest message has waited in a mailbox; nil when none does, and where it cannot be
    /// read: then the agency is counted as heard of at the start.
    private func waitingSince(_ agency: AgencyID) async throws(StoreFailure) -> Instant? {
        do throws(StoreFailure) {
            return try await store.read { store throws(StoreFailure) in
                try store.handoffs(.unfetched(agency, after: nil, limit: 1)).first?.handoff.routedAt
            }
        } catch {
            guard case .corrupt = error else { throw error }
            return nil
        }
    }
}

extension [Interval] {
    /// For how many milliseconds of a span the broker was down.
    fileprivate func overlap(_ from: Instant, _ until: Instant) -> Int64 {
        reduce(0) { sum, outage in
            sum
                + Swift.max(
                    0,
                    Swift.min(until, outage.until).milliseconds(
                        since: Swift.max(from, outage.from)))
        }
    }
}

extension Facts {
    /// The agency that did what the entry tells; nil for what the broker did.
    fileprivate var agent: AgencyID? {
        switch self {
        case .accepted(let facts): facts.issuer
        case .refused(let facts): facts.issuer
        case .withdrawn(let facts): facts.issuer
        case .polled(let agency): agency
        case .read(let facts): facts.agency
        case .retention(let facts): facts.agent
        case .issued, .judged, .silent, .started, .loaded, .clock, .gap, .revoked, .settled: nil
        }
    }
}

extension RetentionFacts {
    /// The agency whose person decided; nil for what the broker carried out.
    fileprivate var agent: AgencyID? {
        switch self {
        case .planned(let facts): facts.by.agency
        case .approved(_, let person), .held(_, let person), .released(_, let person): person.agency
        case .purged: nil
        }
    }
}
