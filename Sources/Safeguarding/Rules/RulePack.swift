// SPDX-License-Identifier: Apache-2.0

/// A versioned set of timescales: data that a partnership chooses, none of it in code.
package struct RulePack: Sendable {
    /// The pack's name and edition, such as `england-2026.1`; a verdict records it.
    package let name: String
    /// What the pack is, where it comes from, and what it does not know.
    package let about: String
    /// The roles that the rules may name, each with what it means.
    package let roles: [Role: String]
    /// After how long a message that nobody fetched is undeliverable, by urgency.
    package let undeliverableAfter: [String: TimeLimit]
    /// The rules, in the order of the file.
    package let timescales: [Timescale]

    private let byOpeningType: [String: [Timescale]]
    private let byID: [String: Timescale]

    /// The urgency whose limit counts for a message whose own is not listed.
    package static let usualUrgency = "routine"

    /// Makes a pack of rules, each with an id of its own.
    package init(
        name: String, about: String, roles: [Role: String] = [:],
        undeliverableAfter: [String: TimeLimit] = [:], timescales: [Timescale]
    ) {
        self.name = name
        self.about = about
        self.roles = roles
        self.undeliverableAfter = undeliverableAfter
        self.timescales = timescales
        var byOpeningType: [String: [Timescale]] = [:]
        var byID: [String: Timescale] = [:]
        for timescale in timescales {
            precondition(byID[timescale.id] == nil, "each rule of a pack has an id of its own")
            byID[timescale.id] = timescale
            for type in timescale.opens.types { byOpeningType[type, default: []].append(timescale) }
        }
        self.byOpeningType = byOpeningType
        self.byID = byID
    }

    /// The rules by which a message of this type, received on this day, opens expectations.
    package func timescales(
        openedBy type: String, particulars: [String: String], on date: CalendarDate
    ) -> [Timescale] {
        (byOpeningType[type] ?? []).filter {
            $0.isInForce(on: date) && $0.opens.conditions.hold(for: particulars)
        }
    }

    /// The rule with an id.
    package func timescale(_ id: String) -> Timescale? { byID[id] }

    /// After how long a message of this urgency that nobody fetched is undeliverable.
    ///
    /// Nil where the pack sets no limit at all.
    package func undeliverableLimit(urgency: String?) -> TimeLimit? {
        urgency.flatMap { undeliverableAfter[$0] } ?? undeliverableAfter[Self.usualUrgency]
    }
}

extension RulePack: Hashable {
    /// Two packs are one when they say the same.
    package static func == (left: RulePack, right: RulePack) -> Bool {
        left.name == right.name && left.about == right.about && left.roles == right.roles
            && left.undeliverableAfter == right.undeliverableAfter
            && left.timescales == right.timescales
    }

    /// Hashes the name, which tells packs apart.
    package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
