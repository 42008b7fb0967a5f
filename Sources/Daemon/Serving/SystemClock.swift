// SPDX-License-Identifier: Apache-2.0

import Glibc
package import Relay
package import Safeguarding
import Signing

/// The machine's clocks, which only the daemon reads.
package enum SystemClock {
    /// What the wall clock says.
    package static func now() -> Instant {
        Instant(milliseconds: microseconds(CLOCK_REALTIME) / 1_000)
    }

    /// What the clock that is never set says, in microseconds.
    static var monotonicMicroseconds: Int64 { microseconds(CLOCK_MONOTONIC) }

    /// What the clock says that is never set and goes on while the machine is suspended.
    ///
    /// CLOCK_MONOTONIC stands still in a suspended machine, while the wall clock is right again after
    /// it: compared with that one it would seem to have jumped.
    static var steadyMilliseconds: Int64 { microseconds(CLOCK_BOOTTIME) / 1_000 }

    private static func microseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        let outcome = clock_gettime(clock, &time)
        precondition(outcome == 0, "Linux has this clock.")
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }
}

extension World {
    /// The real one: this machine's clock, its sleep, and OpenSSL's generator.
    package static let real = World(
        now: { SystemClock.now() },
        monotonic: { .microseconds(SystemClock.monotonicMicroseconds) },
        steady: { SystemClock.steadyMilliseconds },
        sleep: { try await Task.sleep(for: $0) },
        random: { SecureRandom.bytes($0) })
}
