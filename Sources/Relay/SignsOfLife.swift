// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Synchronization

/// When each agency was last heard of: in memory, since a poll that finds nothing leaves no entry.
///
/// Only agencies whose requests were authenticated get in, so that there are never more than are
/// registered.
final class SignsOfLife: Sendable {
    private let agencies = Mutex<[AgencyID: Heard]>([:])

    /// An agency that was heard of.
    ///
    /// A reference: to change a value within a dictionary costs memory each time, and each request is a
    /// beat.
    private final class Heard {
        var pulse: Pulse

        init(_ pulse: Pulse) { self.pulse = pulse }
    }

    /// Hears of an agency.
    func hear(_ agency: AgencyID, at now: Instant, steady: Int64) {
        agencies.withLock { agencies in
            if let heard = agencies[agency] {
                heard.pulse.beat(at: now, steady: steady)
            } else {
                agencies[agency] = Heard(Pulse(at: now, steady: steady))
            }
        }
    }

    /// Every agency that was heard of.
    var all: [AgencyID: Pulse] { agencies.withLock { $0.mapValues(\.pulse) } }

    /// Takes up what is known of an agency from before the start; what was heard since stands.
    func restore(_ agency: AgencyID, _ pulse: Pulse, _ gaps: [Gap]) {
        agencies.withLock { agencies in
            var restored = pulse
            for gap in gaps { restored.learn(gap.length, endedAt: gap.end) }
            if let heard = agencies[agency]?.pulse {
                restored.wasLast(at: heard.lastAt, steady: heard.last)
                for partnership in restored.silences.keys {
                    restored.silences[partnership] = heard.lastAt
                }
            }
            agencies[agency] = Heard(restored)
        }
    }

    /// A time without a sign, by the steady clock.
    struct Gap: Sendable, Hashable {
        /// When it ended.
        let end: Int64
        /// How long it was.
        let length: Int64
    }

    /// An agency's silence stands in the log; who was heard of meanwhile is back already.
    func fellSilent(_ silence: Silence) {
        agencies.withLock { agencies in
            guard let heard = agencies[silence.agency] else { return }
            let isBack = heard.pulse.last > silence.last
            heard.pulse.silences[silence.partnership] = .some(isBack ? heard.pulse.lastAt : nil)
        }
    }

    /// Nothing more is to be entered of an agency's silence.
    func ended(_ end: EndOfSilence) {
        agencies.withLock { agencies in
            _ = agencies[end.agency]?.pulse.silences.removeValue(forKey: end.partnership)
        }
    }
}
