// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Synchronization

/// Legal holds that the list outside the store names, of threads that the store does not have: they came
/// after the backup from which it was restored.
///
/// Only people can answer them: their agencies send the messages again, and the hold is placed again by
/// itself; or the partnership that held the thread lets it go. Until then they are shown.
package final class MissingHolds: Sendable {
    private let held = Mutex<[UnheldThread]>([])

    /// All of them, in the order of their entries.
    package var all: [UnheldThread] { held.withLock { $0 } }

    /// The partnerships that hold a thread.
    func holders(of thread: ThreadID) -> Set<Int> {
        let name = UnheldThread.name(of: thread)
        return Set(all.filter { $0.name == name }.map(\.partnership))
    }

    /// Takes what was found last in the place of what was found before.
    func replace(with holds: [UnheldThread]) {
        held.withLock { $0 = holds.filter { $0.thread == nil && $0.isHeld } }
    }

    /// Takes away what was answered.
    func remove(_ thread: ThreadID, of partnerships: Set<Int>) {
        let name = UnheldThread.name(of: thread)
        held.withLock { held in
            held.removeAll { $0.name == name && partnerships.contains($0.partnership) }
        }
    }
}
