// SPDX-License-Identifier: Apache-2.0

/// A token that was not let in, with every reason at once.
package struct RefusedToken: Error, Sendable, Hashable {
    /// The reasons, in the order in which the checks stand; never empty.
    package let reasons: [Refusal]

    init(_ reason: Refusal) { reasons = [reason] }

    /// Puts reasons in the order of the checks, each once however often the message breaks it.
    package init(_ reasons: [Refusal]) {
        precondition(!reasons.isEmpty, "a refusal names at least one reason")
        var known: Set<Refusal> = []
        self.reasons = reasons.filter { known.insert($0).inserted }.enumerated()
            .sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
            .map(\.element)
    }
}
