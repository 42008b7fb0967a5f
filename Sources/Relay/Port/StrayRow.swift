// SPDX-License-Identifier: Apache-2.0

/// A row of the log that lies beyond its head.
///
/// No transaction leaves one: somebody wrote it, or a disk did. It stands in the way of whatever the log
/// will have there.
package enum StrayRow: Sendable, Hashable {
    /// The entry of an index.
    case entry(Int64)
    /// The checkpoint of a size.
    case checkpoint(Int64)
    /// The hash of a subtree of 16^level leaves.
    case subtree(level: Int, number: Int64)
}

extension StrayRow: CustomStringConvertible {
    /// What is there, by its place in the log.
    package var description: String {
        switch self {
        case .entry(let index): "entry \(index)"
        case .checkpoint(let size): "a checkpoint of \(size) entries"
        case .subtree(let level, let number): "the hash \(number) of level \(level)"
        }
    }
}
