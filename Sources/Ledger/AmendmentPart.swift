// SPDX-License-Identifier: Apache-2.0

import Wire

/// What a message does to an earlier one of its sender's: for whoever has either.
///
/// The earlier one stays as it was until its own retention ends, and is marked wherever it is shown.
package struct AmendmentPart: Sendable, Hashable {
    /// The entry of the earlier message.
    package let message: Int64
    /// What it does.
    package let kind: Kind

    /// What is done to a message.
    package enum Kind: String, Sendable, Hashable {
        /// Some of what it says is put right.
        case corrected
        /// It does not hold any more.
        case retracted
    }

    /// Names a message.
    package init(message: Int64, kind: Kind) {
        self.message = message
        self.kind = kind
    }
}

extension AmendmentPart {
    func write(to object: inout CanonicalObject) {
        object.add("kind", kind.rawValue)
        object.add("message", message)
        object.add("part", "amendment")
    }

    init(restoring node: JSONNode) throws(RestoreFault) {
        guard let kind = Kind(rawValue: try node.text("kind")) else { throw RestoreFault("kind") }
        self.init(message: try node.number("message"), kind: kind)
    }
}
