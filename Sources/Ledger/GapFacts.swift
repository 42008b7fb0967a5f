// SPDX-License-Identifier: Apache-2.0

import Signing
package import TransparencyLog
import Wire

/// The first entry under a new origin: an operator restored the store from before what was already
/// vouched for, and accepted that what lies between is lost (interfaces.md section 6).
///
/// It commits to both checkpoints: the one that was kept outside the store, and the one on whose leaves
/// the log goes on.
package struct GapFacts: Sendable, Hashable {
    /// The origin from here on.
    package let origin: NoteName
    /// The newest checkpoint that was kept outside the store; nil where a witness alone knew.
    package let kept: Checkpoint?
    /// What the store held.
    package let restored: Checkpoint
    /// How many entries a witness has seen, where that is more than either says.
    package let witnessed: Int64?

    /// Gathers what is known of a gap.
    package init(
        origin: NoteName, kept: Checkpoint?, restored: Checkpoint, witnessed: Int64? = nil
    ) {
        self.origin = origin
        self.kept = kept
        self.restored = restored
        self.witnessed = witnessed
    }

    /// The number of the origin among those of a base; 0 when it is none of them.
    package func number(base: String) -> Int {
        LogOrigin.number(of: origin.text, base: base) ?? 0
    }
}

extension GapFacts {
    var json: JSONValue {
        .object(leavingOutNil: [
            "kind": "accepted-gap", "origin": .string(origin.text),
            "kept": kept.map(Self.json), "restored": Self.json(restored),
            "witnessed": witnessed.map(JSONValue.integer),
        ])
    }

    private static func json(_ checkpoint: Checkpoint) -> JSONValue {
        [
            "origin": .string(checkpoint.origin.text),
            "size": .integer(Int64(clamping: checkpoint.size)), "root": .digest(checkpoint.root),
        ]
    }

    init(restoring node: JSONNode) throws(RestoreFault) {
        guard let origin = try? NoteName(try node.text("origin")),
            let restored = node["restored"]
        else { throw RestoreFault("origin") }
        self.init(
            origin: origin,
            kept: try node["kept"].map { node throws(RestoreFault) in try Self.checkpoint(node) },
            restored: try Self.checkpoint(restored), witnessed: node["witnessed"]?.integer)
    }

    private static func checkpoint(_ node: JSONNode) throws(RestoreFault) -> Checkpoint {
        guard let origin = try? NoteName(try node.text("origin")),
            let size = UInt64(exactly: try node.number("size"))
        else { throw RestoreFault("origin") }
        return Checkpoint(origin: origin, size: size, root: try node.digest("root"))
    }
}
