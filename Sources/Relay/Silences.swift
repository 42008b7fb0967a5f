// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Safeguarding

/// An agency that has not been heard of for longer than one partnership's rules allow.
struct Silence: Sendable, Hashable {
    let agency: AgencyID
    /// The number of the partnership.
    let partnership: Int
    /// The log's time of the last sign of life.
    let since: Instant
    /// The steady clock's.
    let last: Int64
    /// For how long nothing was heard, in milliseconds, the broker's own outages left out.
    let elapsed: Int64
    /// The longest time without a sign that is usual, in milliseconds.
    let usual: Int64
}

/// The first sign of life of an agency after a silence.
struct EndOfSilence: Sendable, Hashable {
    let agency: AgencyID
    let partnership: Int
    let at: Instant
}

/// When the agencies are looked at, and what is known of them from before the start: a value.
struct Silences: Sendable {
    private var nextLook: Int64?
    /// How many of the log's newest entries are read for what was heard before the start.
    let entryLimit: Int64

    /// How often it is looked, at most and at least, in milliseconds.
    static let pause: ClosedRange<Int64> = 1_000...60_000
    /// How many looks there are while the shortest limit passes.
    static let looks: Int64 = 1_000
    /// For how long after a start nobody is found silent: so long a system has to come by.
    static let graceMilliseconds: Int64 = 3_600_000
    /// How many entries of the log are read for what was heard before the start, usually.
    static let usualEntryLimit: Int64 = 10_000
    /// How many of them are read at once.
    static let entryPage: Int64 = 500

    /// Knows nobody yet.
    init(entryLimit: Int64 = usualEntryLimit) { self.entryLimit = entryLimit }

    /// Whether nothing was read back yet.
    var isNew: Bool { nextLook == nil }

    /// What was heard before the start is known; who is silent is looked at after the grace.
    mutating func begin(at steady: Int64) {
        nextLook = steady + Self.graceMilliseconds
    }

    /// Whether it is time to look.
    func mustLook(at steady: Int64) -> Bool { nextLook.map { $0 <= steady } ?? false }

    /// Looked; the next look is after a part of the shortest limit.
    mutating func looked(at steady: Int64, _ setting: Setting) {
        let least = setting.directory.leastSilence ?? .max
        nextLook =
            steady + min(max(least / Self.looks, Self.pause.lowerBound), Self.pause.upperBound)
    }
}

extension Directory {
    /// The shortest silence in milliseconds that any rule asks after; nil where none does.
    var leastSilence: Int64? {
        partnerships.filter { $0.rules.timescales.contains { $0.opens == .silence } }
            .compactMap(\.rules.silence?.leastMilliseconds).min()
    }

    /// Whether an agency shares anything in a partnership, by an agreement.
    func takesPart(_ agency: AgencyID, in partnership: Partnership) -> Bool {
        agreements.contains {
            $0.partnership == partnership.id
                && ($0.from.contains(agency) || $0.to.contains(agency))
        }
    }
}

extension SignsOfLife {
    /// Who is silent by a partnership's rules, and not known to be.
    func silences(_ setting: Setting, steady: Int64) -> [Silence] {
        let directory = setting.directory
        let found = all.flatMap { agency, pulse -> [Silence] in
            guard let usual = pulse.usualInterval, directory.agency(agency) != nil,
                pulse.couldComeBy(until: steady)
            else { return [] }
            let elapsed = steady - pulse.last
            return directory.partnerships.compactMap { partnership in
                guard let limit = partnership.rules.silence?.milliseconds(usualInterval: usual),
                    elapsed >= limit, pulse.silences[partnership.number] == nil,
                    directory.takesPart(agency, in: partnership)
                else { return nil }
                return Silence(
                    agency: agency, partnership: partnership.number, since: pulse.lastAt,
                    last: pulse.last, elapsed: elapsed, usual: usual)
            }
        }
        return found.sorted { ($0.partnership, $0.agency.uri) < ($1.partnership, $1.agency.uri) }
    }

    /// Who is known to be silent where it takes no part any more.
    func gone(_ directory: Directory, at now: Instant) -> [EndOfSilence] {
        let found = all.flatMap { agency, pulse in
            pulse.silences.keys.compactMap { number -> EndOfSilence? in
                let partnership = directory.partnership(number: number)
                if let partnership, directory.agency(agency) != nil,
                    directory.takesPart(agency, in: partnership)
                {
                    return nil
                }
                return EndOfSilence(agency: agency, partnership: number, at: now)
            }
        }
        return found.sorted { ($0.partnership, $0.agency.uri) < ($1.partnership, $1.agency.uri) }
    }

    /// Who was silent and is heard of again.
    var ends: [EndOfSilence] {
        let found = all.flatMap { agency, pulse in
            pulse.silences.compactMap { partnership, returned in
                returned.map { EndOfSilence(agency: agency, partnership: partnership, at: $0) }
            }
        }
        return found.sorted { ($0.partnership, $0.agency.uri) < ($1.partnership, $1.agency.uri) }
    }
}
