// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// What changed about something that ends, for the operator.
package enum EndingChange: Sendable, Hashable {
    /// It ends within so many days.
    case near(Ending, days: Int)
    /// It is over.
    case over(Ending)
    /// It was near its end, or over, and another is in its place.
    case renewed(Ending)
    /// The day is over by which an agreement was to be reviewed; it still lets messages out.
    case unreviewed(Agreement)
}

/// Hears of what ends, once a step, and of what was renewed.
package protocol EndKeeper: Sendable {
    /// Hears of a change of what the configuration names.
    func hear(_ change: EndingChange)

    /// Hears of a change of what agencies sign and connect with.
    func hear(_ change: EndingKeyChange)
}

/// When what ends is looked at, and what was told of it since the start: a value.
struct Endings: Sendable {
    private var look = HourlyLook()
    private var told: [Name: Ending.Stage] = [:]
    /// The kinds that were ever shown: one that is gone must not stand there for ever.
    private var shown: Set<Ending.Kind> = []
    /// The ids of the agreements of which it was told that nobody has reviewed them in time.
    private var unreviewed: Set<String> = []

    private struct Name: Hashable {
        let kind: Ending.Kind
        let file: String
    }

    /// Whether it is time to look.
    func isDue(at steady: Int64, generation: Int) -> Bool {
        look.isDue(at: steady, generation: generation)
    }

    /// Looked.
    mutating func looked(at steady: Int64, generation: Int) {
        look.looked(at: steady, generation: generation)
    }

    /// What changed since the last look, the nearest end first.
    mutating func changes(_ endings: [Ending], at now: Instant) -> [EndingChange] {
        let before = told
        told = [:]
        return endings.sorted { ($0.until, $0.file) < ($1.until, $1.file) }.compactMap { ending in
            let name = Name(kind: ending.kind, file: ending.file)
            let (stage, last) = (ending.stage(at: now), before[name] ?? .far)
            told[name] = stage
            if stage.isNearer(than: last) {
                if case .near(let days) = stage { return .near(ending, days: days) }
                return .over(ending)
            }
            return last.isNearer(than: stage) ? .renewed(ending) : nil
        }
    }

    /// The agreements that are past their day of review and were not at the last look.
    mutating func lapses(_ overdue: [Agreement]) -> [EndingChange] {
        let news = overdue.filter { !unreviewed.contains($0.id) }
        unreviewed = Set(overdue.map(\.id))
        return news.sorted { ($0.reviewBy, $0.id) < ($1.reviewBy, $1.id) }
            .map(EndingChange.unreviewed)
    }

    /// When the first of each kind ends; nil for a kind of which there is none any more.
    mutating func firstEnds(_ endings: [Ending]) -> [Ending.Kind: Instant?] {
        shown.formUnion(endings.map(\.kind))
        return shown.reduce(into: [:]) { ends, kind in
            ends[kind] = .some(endings.filter { $0.kind == kind }.map(\.until).min())
        }
    }
}

extension Broker {
    /// Shows when the first of what ends by itself does, and how many agreements are past their day of
    /// review, and tells what changed about them.
    func ends(_ endings: inout Endings) -> [EndingChange] {
        let (time, (setting, generation)) = (clock.read(), current.both)
        let steady = world.steady()
        guard time.doubt == nil, endings.isDue(at: steady, generation: generation) else {
            return []
        }
        endings.looked(at: steady, generation: generation)
        tally.show(firstEnds: endings.firstEnds(setting.endings))
        let today = London.date(at: time.now)
        let overdue = setting.directory.agreements.filter { $0.isOverdue(on: today) }
        tally.show(overdueAgreements: overdue.count)
        return endings.changes(setting.endings, at: time.now) + endings.lapses(overdue)
    }
}
