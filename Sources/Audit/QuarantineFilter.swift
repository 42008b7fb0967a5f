// SPDX-License-Identifier: Apache-2.0

import Ledger
package import Safeguarding

/// Which refused messages a list is to show.
package struct QuarantineFilter: Sendable, Hashable {
    /// From this time on.
    package var from: Instant?
    /// Before this time.
    package var to: Instant?
    /// How they stand; nil for however.
    package var state: QuarantineState?
    /// The name of their event type.
    package var type: String?
    /// A code that is among their reasons.
    package var code: String?
    /// Their `jti`.
    package var token: TokenID?
    /// Who signed them.
    package var issuer: AgencyID?
    /// The entry after which the page begins.
    package var after: Int64 = -1

    /// Everything.
    package init() {}

    /// The states that are asked for.
    package var states: [QuarantineState] { state.map { [$0] } ?? QuarantineState.allCases }

    /// Whether a record is asked for, whatever its place and state.
    package func asks(for record: QuarantineRecord) -> Bool {
        let facts = record.facts
        return type.map { facts.type?.name == $0 } ?? true
            && code.map { facts.reasons.map(\.code).contains($0) } ?? true
            && token.map { facts.token == $0 } ?? true
            && issuer.map { facts.issuer == $0 } ?? true
    }
}

extension Viewer {
    /// Whether it may know of a refused message at all: its sender, those who were told of it, and
    /// who oversees its partnership, unless it is restricted.
    package func sees(_ record: QuarantineRecord) -> Bool {
        record.facts.issuer == agency || record.told.contains(agency) || oversees(record)
    }

    /// Whether it sees a refused message as those do who oversee its partnership.
    func oversees(_ record: QuarantineRecord) -> Bool {
        guard case .overseer(_, let partnerships) = self else { return false }
        return partnerships.contains(record.message.entry.partnership)
            && !record.message.isRestricted
    }
}
