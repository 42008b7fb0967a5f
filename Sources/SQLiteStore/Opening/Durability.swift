// SPDX-License-Identifier: Apache-2.0

/// What a commit waits for before anybody is told of it.
package enum Durability: Sendable, Hashable {
    /// That the disk has it: what design.md section 5 promises, and what every daemon has.
    case synced
    /// Nothing: for a simulated year, whose store nobody needs after a power cut.
    case unsynced

    /// SQLite's `synchronous`: FULL, or OFF.
    var synchronous: Int64 {
        switch self {
        case .synced: 2
        case .unsynced: 0
        }
    }
}
