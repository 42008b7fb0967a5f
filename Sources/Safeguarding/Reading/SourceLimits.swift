// SPDX-License-Identifier: Apache-2.0

/// How large a hand-written file may be before it is refused.
package struct SourceLimits: Sendable, Hashable {
    /// The longest text, in bytes.
    package let bytes: Int
    /// How many values there may be, with every use of an alias counted anew.
    package let nodes: Int
    /// How deep lists and mappings may lie in one another.
    package let depth: Int

    /// Limits of one's own; `depth` is at most 512, so that whatever walks a file may recurse.
    package init(bytes: Int, nodes: Int, depth: Int) {
        precondition(depth <= 512, "a depth limit is at most 512")
        self.bytes = bytes
        self.nodes = nodes
        self.depth = depth
    }

    /// What a configuration, a rule pack or a calendar may be.
    package static let file = SourceLimits(bytes: 4 << 20, nodes: 200_000, depth: 32)
}
