// SPDX-License-Identifier: Apache-2.0

import Ledger
import ServiceLifecycle

/// A reading of a long stretch of the log, a page and a snapshot at a time.
enum LongReading {
    /// How many entries are read in one snapshot.
    static let page: Int64 = 500

    /// Comes before each page: whoever else waits for the thread has it first.
    ///
    /// Such a reading never waits by itself, so that as many of them as there are threads would keep every
    /// other task from going on.
    ///
    /// - Throws: `stopped` when nobody waits for the answer any more, or the daemon is about to end.
    static func turnPage() async throws(StoreFailure) {
        await Task.yield()
        guard !Task.isCancelled, !Task.isShuttingDownGracefully else { throw .stopped }
    }
}
