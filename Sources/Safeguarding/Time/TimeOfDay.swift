// SPDX-License-Identifier: Apache-2.0

/// A time by the clock on the wall in Europe/London, to the minute, such as `09:30`.
package struct TimeOfDay: Sendable, Hashable {
    /// Minutes since midnight, 0 to 1439.
    package let minutes: Int

    /// Names a time of day, nil when no clock shows it.
    package init?(hour: Int, minute: Int) {
        guard (0..<24).contains(hour), (0..<60).contains(minute) else { return nil }
        minutes = hour * 60 + minute
    }
}

extension TimeOfDay: Comparable {
    /// Orders times from morning to night.
    package static func < (left: TimeOfDay, right: TimeOfDay) -> Bool {
        left.minutes < right.minutes
    }
}

extension TimeOfDay: CustomStringConvertible {
    /// Reads `HH:MM`, two digits each, nil when it is anything else.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 5, bytes[2] == UInt8(ascii: ":"),
            let tens = bytes[0].decimalDigit, let hour = bytes[1].decimalDigit,
            let minuteTens = bytes[3].decimalDigit, let minute = bytes[4].decimalDigit
        else { return nil }
        self.init(hour: tens * 10 + hour, minute: minuteTens * 10 + minute)
    }

    /// The time as `HH:MM`.
    package var description: String { "\(padded(minutes / 60, 2)):\(padded(minutes % 60, 2))" }
}
