// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Synchronization

/// The `Date` header field, worded once a second (RFC 9110 section 5.6.7).
final class HTTPDate: Sendable {
    private let now: @Sendable () -> Instant
    private let newest = Mutex<(second: Int64, text: String)>((.min, ""))

    init(_ now: @escaping @Sendable () -> Instant) { self.now = now }

    /// What stands in the field now.
    var text: String {
        let second = now().seconds
        return newest.withLock { newest in
            if newest.second != second { newest = (second, Self.text(second)) }
            return newest.text
        }
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func text(_ second: Int64) -> String {
        let day = second.quotientAndRemainder(dividingBy: 86_400)
        // Nobody's clock stands before 1970; one that does is shown there.
        let (number, rest) = second < 0 ? (0, 0) : (Int(day.quotient), Int(day.remainder))
        let date = CalendarDate(dayNumber: number)
        let weekday = days[(number + 3) % 7]
        let time = [rest / 3_600, rest / 60 % 60, rest % 60].map(twoDigits)
        return "\(weekday), \(twoDigits(date.day)) \(months[date.month - 1]) \(date.year) "
            + "\(time.joined(separator: ":")) GMT"
    }

    private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
