// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
import Signing
package import TransparencyLog

/// Where the log stands: how many entries it has, the right edge of its tree, the last time in it.
package struct LogHead: Sendable, Hashable {
    /// The log's origin, such as `baton.example/log`, and those that it went on under.
    package private(set) var origin: LogOrigin
    /// The compact range of the whole tree.
    package private(set) var frontier: Frontier
    /// The time of the last entry; log time never goes backwards.
    package private(set) var lastAt: Instant
    /// The entry of the load of the configuration in force.
    package private(set) var configuration: Int64

    /// Begins or takes up a log.
    package init(origin: LogOrigin, frontier: Frontier, lastAt: Instant, configuration: Int64) {
        self.origin = origin
        self.frontier = frontier
        self.lastAt = lastAt
        self.configuration = configuration
    }

    /// The number of entries, and so the index of the next.
    package var size: Int64 { Int64(frontier.size) }

    /// Appends an entry's leaf; complete subtrees are returned for the store to keep.
    package mutating func append(_ entry: LedgerEntry) -> [CompletedSubtree] {
        precondition(entry.index == size, "entries are appended in order")
        precondition(entry.at >= lastAt, "log time never goes backwards")
        lastAt = entry.at
        return frontier.append(entry.leafHash)
    }

    /// Goes on under another origin, whose first entry comes next.
    package mutating func goOn(as number: Int) { origin.goOn(as: number, from: size) }

    /// Notes that the entry just appended is the load now in force.
    package mutating func takeEffect(_ load: Int64) { configuration = load }

    /// The checkpoint of the log as it stands.
    package var checkpoint: Checkpoint {
        guard let name = try? NoteName(origin.current) else {
            preconditionFailure("a log's origin is checked where the configuration is read")
        }
        return Checkpoint(origin: name, size: frontier.size, root: frontier.root)
    }
}
