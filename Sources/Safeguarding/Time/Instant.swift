// SPDX-License-Identifier: Apache-2.0

/// A moment, in whole milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
///
/// Moments come from others (a claim may hold any number), so arithmetic stops at the ends of the
/// range instead of trapping.
package struct Instant: Sendable, Hashable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    package let milliseconds: Int64

    /// Names the moment so many milliseconds after 1970-01-01T00:00:00Z.
    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Names the moment so many seconds after 1970-01-01T00:00:00Z, as `iat` and `toe` count.
    package init(seconds: Int64) { milliseconds = seconds.multipliedOrClamped(by: 1_000) }

    /// Whole seconds since 1970-01-01T00:00:00Z, rounded towards the past.
    package var seconds: Int64 { milliseconds.flooredQuotient(by: 1_000) }

    /// The moment so many milliseconds later, or earlier when negative.
    package func adding(milliseconds difference: Int64) -> Instant {
        Instant(milliseconds: milliseconds.addedOrClamped(to: difference))
    }

    /// How many milliseconds this moment is after another; negative when it is before.
    package func milliseconds(since other: Instant) -> Int64 {
        let (difference, overflow) = milliseconds.subtractingReportingOverflow(other.milliseconds)
        guard overflow else { return difference }
        return milliseconds < 0 ? .min : .max
    }

    /// The moment a duration later; what is finer than a millisecond is dropped.
    package static func + (instant: Instant, duration: Duration) -> Instant {
        instant.adding(milliseconds: duration.wholeMilliseconds)
    }

    /// The moment a duration earlier; what is finer than a millisecond is dropped.
    package static func - (instant: Instant, duration: Duration) -> Instant {
        let milliseconds = duration.wholeMilliseconds
        return instant.adding(milliseconds: milliseconds == .min ? .max : -milliseconds)
    }

    /// The duration from the right moment to the left one.
    package static func - (left: Instant, right: Instant) -> Duration {
        .milliseconds(left.milliseconds(since: right))
    }
}

extension Instant: Comparable {
    /// Orders moments from past to future.
    package static func < (left: Instant, right: Instant) -> Bool {
        left.milliseconds < right.milliseconds
    }
}

extension Instant: CustomStringConvertible {
    /// The moment as RFC 3339 text in UTC.
    package var description: String { rfc3339 }
}

extension Duration {
    /// Whole milliseconds, rounded towards zero, stopping at the ends of the range.
    package var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds.multipliedOrClamped(by: 1_000)
            .addedOrClamped(to: attoseconds / 1_000_000_000_000_000)
    }
}
