// SPDX-License-Identifier: Apache-2.0

/// What a store that stands on a disk does so that nothing is left of what was purged.
package protocol StoreErasure: Sendable {
    /// The entries of messages that the list outside the store names as purged and that are kept all
    /// the same, because the store was restored from a backup; in log order.
    ///
    /// While there are any, the store asks for all of them again after a crash; once there are none, it
    /// does not look at what the list names so far any more.
    func unforgotten() async throws(StoreFailure) -> [Int64]

    /// Moves everything that was overwritten into the database, empties the log beside it, and gives
    /// free pages back to the file system.
    ///
    /// - Returns: false when somebody who reads was in the way; then it must be done again.
    func wipe() async throws(StoreFailure) -> Bool
}
