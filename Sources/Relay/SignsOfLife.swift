// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Synchronization

/// When each agency was last heard of: in memory, since a poll that finds nothing leaves no entry.
///
/// Only agencies whose requests were authenticated get in, so that there are never more than are
/// registered.
final class SignsOfLife: Sendable {
    private let pulses = Mutex<[AgencyID: Pulse]>([:])

    /// Hears of an agency.
    func hear(_ agency: AgencyID, at now: Instant, steady: Int64) {
        pulses.withLock { pulses in
            if pulses[agency]?.beat(at: now, steady: steady) == nil {
                pulses[agency] = Pulse(at: now, steady: steady)
            }
        }
    }

    /// Every agency that was heard of.
    var all: [AgencyID: Pulse] { pulses.withLock { $0 } }

    /// Takes up what is known of an agency from before the start; what was heard since stands.
    func restore(_ agency: AgencyID, _ pulse: Pulse, _ gaps: [Gap]) {
        pulses.withLock { pulses in
            var restored = pulse
            for gap in gaps { restored.learn(gap.length, endedAt: gap.end) }
            if let heard = pulses[agency] {
                restored.wasLast(at: heard.lastAt, steady: heard.last)
                for partnership in restored.silences.keys {
                    restored.silences[partnership] = heard.lastAt
                }
            }
            pulses[agency] = restored
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
        pulses.withLock { pulses in
            let back = pulses[silence.agency].flatMap { pulse in
                pulse.last > silence.last ? pulse.lastAt : nil
            }
            pulses[silence.agency]?.silences[silence.partnership] = .some(back)
        }
    }

    /// Nothing more is to be entered of an agency's silence.
    func ended(_ end: EndOfSilence) {
        pulses.withLock { pulses in
            _ = pulses[end.agency]?.silences.removeValue(forKey: end.partnership)
        }
    }
}
