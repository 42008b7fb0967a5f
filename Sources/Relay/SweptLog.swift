// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// How far the log was swept for good in each partnership, so that a plan does not go through years of
/// entries again that went long ago.
///
/// Nothing rests on it: a daemon that starts sweeps from the first entry once.
final class SweptLog: Sendable {
    private let places = Mutex<[Int: Int64]>([:])

    /// Where a sweep for a partnership begins.
    func place(of partnership: Int) -> Int64 { places.withLock { $0[partnership] ?? 0 } }

    /// Notes that everything before a place is gone or never goes; of two sweeps the farther one counts.
    func note(_ place: Int64, of partnership: Int) {
        places.withLock { $0[partnership] = max($0[partnership] ?? 0, place) }
    }
}
