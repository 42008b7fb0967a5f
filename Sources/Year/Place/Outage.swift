// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// A stretch in which the broker is down; what would be sent then is sent afterwards, marked late.
package struct Outage: Sendable, Hashable {
    /// From when until when.
    package let span: Range<Instant>

    /// One in each month, by day or by night, and none in the first days.
    ///
    /// Never between 04:30 and 10:30, so that what is owed by the start of a day can be sent.
    static func all(from first: Int, days: Int, seed: UInt64) -> [Outage] {
        var chance = Chance(seed: seed, "outages")
        var outages: [Outage] = []
        var day = first + 5 + chance.number(0...8)
        while day < first + days {
            let isByNight = chance.happens(0.5)
            let midnight = London.startOfDay(CalendarDate(dayNumber: day))
            let start = midnight.after(minutes: isByNight ? 65 : 11 * 60 + 35)
            let length = chance.number(90...180)
            outages.append(Outage(span: start..<start.after(minutes: length)))
            day += chance.number(20...34)
        }
        return outages
    }
}
