// SPDX-License-Identifier: Apache-2.0

import Wire

/// Where a schema's instructions begin, for each kind of value those that have to do with it.
struct Subschema: Sendable, BitwiseCopyable {
    /// The first instruction for each kind; 0 where nothing is asked.
    private var starts = InlineArray<7, UInt32>(repeating: 0)
    /// The number of its resource among those with dynamic anchors that matter; 0 for others.
    var scope: UInt16 = 0
    /// Whether it must be known what of a value its keywords evaluate.
    var asksForEvaluated = false

    /// Whether it can be run with nothing kept on the side.
    var isPlain: Bool { scope == 0 && !asksForEvaluated }

    /// The first instruction for a kind.
    subscript(kind: JSONKind) -> Int {
        get { Int(starts[Int(kind.rawValue)]) }
        set { starts[Int(kind.rawValue)] = UInt32(newValue) }
    }
}
