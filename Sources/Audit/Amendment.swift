// SPDX-License-Identifier: Apache-2.0

package import Handoffs
package import Ledger
package import Safeguarding
package import Wire

/// That a message was corrected or retracted by a later one.
package struct Amendment: Sendable, Hashable {
    /// What was done to it.
    package let kind: AmendmentPart.Kind
    /// The part of the later message that says so.
    package let by: PartName

    /// Takes up an amendment as a store kept it.
    package init(kind: AmendmentPart.Kind, by: PartName) {
        self.kind = kind
        self.by = by
    }
}

/// An amendment as it is shown beside the message that it is of.
package struct ShownAmendment: Sendable, Hashable {
    /// The amendment.
    package let amendment: Amendment
    /// When the later message came.
    package let at: Instant
    /// The `jti` of the later message.
    package let token: TokenID

    /// Pairs an amendment with the message that it is in.
    package init(_ amendment: Amendment, at: Instant, token: TokenID) {
        self.amendment = amendment
        self.at = at
        self.token = token
    }

    /// What is shown: what was done, when, and by which message.
    ///
    /// - Parameter withholding: a restricted message, seen by those who oversee: not its name.
    package func json(withholding: Bool = false, proof: JSONValue? = nil) -> JSONValue {
        .object(leavingOutNil: [
            "kind": .string(amendment.kind.rawValue), "at": .string(at.rfc3339),
            "index": .integer(amendment.by.entry),
            "jti": withholding ? nil : .string(token.text), "proof": withholding ? nil : proof,
        ])
    }
}

extension [ShownAmendment] {
    /// What is shown beside a message; nil when nothing was done to it.
    func json(withholding: Bool) -> JSONValue? {
        isEmpty ? nil : .array(map { $0.json(withholding: withholding) })
    }
}
