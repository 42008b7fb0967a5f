// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// The outside on which the broker depends besides its store: clock, sleep and chance.
///
/// Made once by the daemon and once by the simulation, nowhere else, so that one seed gives one run.
package struct World: Sendable {
    /// What the wall clock says.
    package let now: @Sendable () -> Instant
    /// What the clock says that is never set, since a moment of its own; for measuring only.
    package let monotonic: @Sendable () -> Duration
    /// What the clock that is never set says, in milliseconds since some moment.
    ///
    /// It goes on while the machine is suspended (CLOCK_BOOTTIME): so the wall clock, which does so
    /// too, has not jumped against it when the machine wakes.
    package let steady: @Sendable () -> Int64
    /// Sleeps for a time, or until the task is cancelled.
    package let sleep: @Sendable (Duration) async throws -> Void
    /// Random bytes that nobody can guess.
    package let random: @Sendable (Int) -> [UInt8]

    /// Describes a world.
    ///
    /// - Parameter steady: nil where nobody sets the wall clock, which then serves as both.
    package init(
        now: @escaping @Sendable () -> Instant,
        monotonic: @escaping @Sendable () -> Duration = { .zero },
        steady: (@Sendable () -> Int64)? = nil,
        sleep: @escaping @Sendable (Duration) async throws -> Void,
        random: @escaping @Sendable (Int) -> [UInt8]
    ) {
        self.now = now
        self.monotonic = monotonic
        self.steady = steady ?? { now().milliseconds }
        self.sleep = sleep
        self.random = random
    }

    /// The steady clock as an instant, for what only waits: time-outs and what is handed out.
    var waitingTime: Instant { Instant(milliseconds: steady()) }

    /// A fresh random UUID in lower case (RFC 9562 section 5.4).
    func uuid() -> String {
        var bytes = random(16)
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let hex = Array(
            bytes.flatMap { [$0 >> 4, $0 & 0xF] }.map { Array("0123456789abcdef")[Int($0)] })
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(hex[$0]) }
            .joined(separator: "-")
    }
}
