// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// How often the journal is told of connections that are refused: so many lines a minute.
///
/// Anybody who reaches the listener can be refused as often as he likes. All of them are counted; what is
/// not told is said in the minute's last line.
final class RefusalLines: Sendable {
    /// The most lines within one minute.
    static let mostLines = 60
    /// How long a minute is, in milliseconds of the steady clock.
    static let spanMilliseconds: Int64 = 60_000

    private let span = Mutex<(began: Int64, count: Int)?>(nil)

    /// What becomes of one refusal.
    enum Line: Hashable {
        /// It is told.
        case told
        /// It is told, and no other in this minute.
        case last
        /// It is only counted.
        case left
    }

    /// Takes up one refusal.
    func next(at steady: Int64) -> Line {
        let count = span.withLock { span in
            var now = span ?? (began: steady, count: 0)
            if steady - now.began >= Self.spanMilliseconds { now = (began: steady, count: 0) }
            now.count += 1
            span = now
            return now.count
        }
        if count == Self.mostLines { return .last }
        return count < Self.mostLines ? .told : .left
    }
}
