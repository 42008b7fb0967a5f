// SPDX-License-Identifier: Apache-2.0

import Intake
import Ledger
import Safeguarding

/// When keys and certificates of agencies are looked at that end, and who was told since the start: a
/// value.
struct EndingKeys: Sendable {
    /// How often within an hour it is looked because certificates were shown the first time: nobody who
    /// shows one after another keeps the broker busy.
    static let mostEarlyLooks = 120

    private var look = HourlyLook()
    private var news = 0
    private var earlyLooks = 0
    private var told: Set<EndingKey> = []
    private var standing: [Name: EndingKey] = [:]

    private struct Name: Hashable {
        let agency: AgencyID
        let what: EndingKey.What

        init(_ key: EndingKey) { (agency, what) = (key.agency, key.what) }
    }

    /// Whether it is time to look: each hour, at each load, and when there is news of certificates.
    func mustLook(at steady: Int64, generation: Int, news: Int) -> Bool {
        look.isDue(at: steady, generation: generation)
            || news != self.news && earlyLooks < Self.mostEarlyLooks
    }

    /// Those of whom nobody was told since the start.
    func untold(of ending: [EndingKey]) -> [EndingKey] { ending.filter { !told.contains($0) } }

    /// Told of these; what is over by now is forgotten.
    mutating func tell(_ ending: [EndingKey], at now: Instant) {
        told = told.filter { now < $0.until }.union(ending)
    }

    /// Looked, and all were told.
    mutating func looked(at steady: Int64, generation: Int, news: Int) {
        self.news = news
        guard look.isDue(at: steady, generation: generation) else { return earlyLooks += 1 }
        earlyLooks = 0
        look.looked(at: steady, generation: generation)
    }

    /// What changed since the last look, what ends first before the others.
    mutating func changes(_ ending: [EndingKey], at now: Instant) -> [EndingKeyChange] {
        let before = standing
        standing = Dictionary(
            ending.map { (Name($0), $0) }, uniquingKeysWith: { first, _ in first })
        let nearer = ending.filter { key in
            before[Name(key)].map { key.step < $0.step } ?? true
        }
        let left = before.filter { standing[$0.key] == nil }.values.sorted { $0.isBefore($1) }
        return nearer.map(EndingKeyChange.near)
            + left.map { now < $0.until ? .settled($0) : .over($0) }
    }
}

extension Broker {
    /// Tells each agency whose key or certificate ends soon, once a step, and shows the operator how
    /// many do.
    ///
    /// - Returns: what changed since the last look.
    @discardableResult
    func tellOfEndingKeys(
        _ keys: inout EndingKeys
    ) async throws(StoreFailure) -> [EndingKeyChange] {
        let (time, (setting, generation)) = (clock.read(), current.both)
        let (steady, news) = (world.steady(), shown.news)
        guard time.doubt == nil,
            keys.mustLook(at: steady, generation: generation, news: news)
        else { return [] }
        let ending = setting.ending(shown.all.map(\.shown), at: time.now)
        tally.show(ending: ending)
        let untold = keys.untold(of: ending)
        let page = Array(untold.prefix(setting.limits.verdicts))
        if !page.isEmpty {
            try await sequencer.enter { transaction throws(StoreFailure) in
                try transaction.tell(ofEnding: page)
            }
        }
        keys.tell(page, at: time.now)
        // Who is left is told at the next look, which is due already.
        if page.count == untold.count {
            keys.looked(at: steady, generation: generation, news: news)
        }
        return keys.changes(ending, at: time.now)
    }
}

extension Transaction {
    /// Tells the agencies whose keys end; of whom the log says already that it was told is not told
    /// again.
    mutating func tell(ofEnding keys: [EndingKey]) throws(StoreFailure) {
        for key in keys {
            let indexed = setting.vault.indexed(key.token)
            let earlier = try store.messages(.token(issuer: setting.broker, indexed: indexed))
            guard earlier.isEmpty else { continue }
            try issue(
                Notice(
                    type: .brokerNotified, partnership: nil, thread: nil, token: key.token,
                    recipients: [key.agency], payload: key.payload))
        }
    }
}
