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
    /// The `jti` of the later message; nil where the viewer may not know it.
    package let token: TokenID?

    /// Pairs an amendment with the message that it is in.
    package init(_ amendment: Amendment, at: Instant, token: TokenID?) {
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
            "jti": withholding ? nil : token.map { .string($0.text) },
            "proof": withholding || token == nil ? nil : proof,
        ])
    }

    /// What is shown, in a line for a person; the time is London's.
    func text(withholding: Bool) -> String {
        let time = String(London.rfc3339(at: at).prefix(19)).replacing("T", with: " ")
        let by = withholding ? nil : token.map { " by \($0.text)" }
        return "\(amendment.kind.rawValue) \(time)\(by ?? "")"
    }
}

extension [ShownAmendment] {
    /// What is shown beside a message; nil when nothing was done to it.
    func json(withholding: Bool) -> JSONValue? {
        isEmpty ? nil : .array(map { $0.json(withholding: withholding) })
    }

    /// What a table has beside a message: each kind once, in the order in which they came.
    var words: String { map(\.amendment.kind).words }
}

extension [AmendmentPart.Kind] {
    /// Each kind once, in the order in which they came.
    var words: String {
        var seen: Set<AmendmentPart.Kind> = []
        return filter { seen.insert($0).inserted }.map(\.rawValue).joined(separator: " ")
    }
}
