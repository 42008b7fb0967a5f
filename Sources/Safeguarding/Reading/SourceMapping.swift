// SPDX-License-Identifier: Apache-2.0

/// A mapping whose names were checked against those that mean something.
package struct SourceMapping: Sendable, Hashable {
    /// The mapping itself, for faults about it as a whole.
    package let node: SourceNode
    /// What the mapping describes, such as "a rule".
    package let subject: String
    private let values: [String: SourceNode]

    init(node: SourceNode, subject: String, values: [String: SourceNode]) {
        self.node = node
        self.subject = subject
        self.values = values
    }

    /// The value under a name, nil when the name is not there.
    package subscript(_ key: String) -> SourceNode? { values[key] }
}
