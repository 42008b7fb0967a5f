// SPDX-License-Identifier: Apache-2.0

/// A thread's identifier, the claim `txn`: a UUID in lower case.
package struct ThreadID: Sendable, Hashable, CustomStringConvertible {
    /// The UUID in lower case, exactly as it was signed.
    package let text: String

    /// Takes a UUID in lower case, or says what is wrong.
    package init(_ text: String) throws(IdentifierError) {
        if let flaw = UUIDText.flaw(in: text) { throw IdentifierError(.thread, text, flaw) }
        if UUIDText.hasCapitals(text) { throw IdentifierError(.thread, text, .upperCaseUUID) }
        self.text = text
    }

    /// The UUID.
    package var description: String { text }
}

extension ThreadID: Comparable {
    /// Orders threads by their bytes, so that lists are stable.
    package static func < (left: ThreadID, right: ThreadID) -> Bool { left.text < right.text }
}
