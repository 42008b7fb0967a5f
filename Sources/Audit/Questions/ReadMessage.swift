// SPDX-License-Identifier: Apache-2.0

import Handoffs
package import Ledger
package import Safeguarding

/// A message as the questions read it: its facts, what was kept of its content, whom it reached, and
/// what it opened.
package struct ReadMessage: Sendable, Hashable {
    /// Its entry.
    package let entry: Int64
    /// When the broker received it.
    package let at: Instant
    /// The number of its partnership.
    package let partnership: Int
    /// Its facts.
    package let facts: MessageFacts
    /// What was kept of its content; nil once it was erased.
    package let particulars: Particulars?
    /// Whom it went to.
    package let recipients: [AgencyID]
    /// Whether its thread, or itself, is restricted.
    package let isRestricted: Bool
    /// What it opened, in the order of names.
    package let opened: [ExpectationRecord]
    /// What later messages did to it.
    package var amended: [AmendmentPart.Kind]

    /// Gathers what was read.
    package init(
        entry: Int64, at: Instant, partnership: Int = 1, facts: MessageFacts,
        particulars: Particulars?, recipients: [AgencyID] = [], isRestricted: Bool = false,
        opened: [ExpectationRecord] = [], amended: [AmendmentPart.Kind] = []
    ) {
        self.entry = entry
        self.at = at
        self.partnership = partnership
        self.facts = facts
        self.particulars = particulars
        self.recipients = recipients
        self.isRestricted = isRestricted
        self.opened = opened
        self.amended = amended
    }

    /// Takes what a store gave; nil for a refused message.
    package init?(_ record: MessageRecord, opened: [ExpectationRecord]) {
        guard let facts = record.facts else { return nil }
        self.init(
            entry: record.entry.index, at: record.entry.at, partnership: record.entry.partnership,
            facts: facts, particulars: record.particulars,
            recipients: record.routing?.recipients ?? [],
            isRestricted: record.routing?.isRestricted ?? false, opened: opened)
    }

    /// The same without what it opened, which takes more room than all else: for whoever keeps many.
    var withoutOpenings: ReadMessage {
        ReadMessage(
            entry: entry, at: at, partnership: partnership, facts: facts, particulars: particulars,
            recipients: recipients, isRestricted: isRestricted, amended: amended)
    }

    /// The name of its type.
    var type: String { facts.type.name }

    /// A coded value that was kept of its content.
    func value(_ name: String) -> String? { particulars?.values[name] }

    /// A time that was kept of its content.
    func time(_ name: String) -> Instant? { value(name).flatMap { try? Instant(rfc3339: $0) } }

    /// What it opened by a duty of a rule, such as `R6.held`.
    func opened(_ duty: Duty) -> [ExpectationRecord] {
        opened.filter { $0.expectation.terms.name == duty.rawValue }
    }
}
