// SPDX-License-Identifier: Apache-2.0

/// The identifier that a person has within one thread: a UUID, given by the first sender.
///
/// Across threads it says nothing. It is compared without regard to case, so it is kept in lower
/// case.
package struct SubjectID: Sendable, Hashable, CustomStringConvertible {
    /// The UUID in lower case.
    package let text: String

    /// Takes a UUID in either case, or says what is wrong.
    package init(_ text: String) throws(IdentifierError) {
        if let flaw = UUIDText.flaw(in: text) { throw IdentifierError(.subject, text, flaw) }
        self.text = UUIDText.hasCapitals(text) ? text.lowercased() : text
    }

    /// The UUID in lower case.
    package var description: String { text }
}

extension SubjectID: Comparable {
    /// Orders subjects by their bytes, so that lists are stable.
    package static func < (left: SubjectID, right: SubjectID) -> Bool { left.text < right.text }
}
