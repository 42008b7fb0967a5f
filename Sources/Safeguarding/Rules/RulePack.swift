// SPDX-License-Identifier: Apache-2.0

/// A versioned set of timescales: data that a partnership chooses, none of it in code.
package struct RulePack: Sendable {
    /// The pack's name and edition, such as `england-2026.1`; a verdict records it.
    package let name: String
    /// The pack that this one overlays; nil where it stands alone.
    package let base: String?
    /// What the pack is, where it comes from, and what it does not know.
    package let about: String
    /// The roles that the rules may name, each with what it means.
    package let roles: [Role: String]
    /// After how long a message that nobody fetched is undeliverable, by urgency.
    package let undeliverableAfter: [String: TimeLimit]
    /// When the day teams are there; nil where the pack does not say.
    package let officeHours: OfficeHours?
    /// For how long a node may be silent; nil where the pack does not say.
    package let silence: SilenceLimit?
    /// The rules, one for each duty, in the order of the file.
    package let timescales: [Timescale]
    /// The duties that an overlay switched off, by name, each with the reason.
    package let switchedOff: [String: String]

    private let byOpeningType: [String: [Timescale]]
    private let byName: [String: Timescale]

    /// The urgency whose limit counts for a message whose own is not listed.
    package static let usualUrgency = "routine"

    /// Makes a pack of duties, each with a name of its own.
    package init(
        name: String, base: String? = nil, about: String, roles: [Role: String] = [:],
        undeliverableAfter: [String: TimeLimit] = [:], officeHours: OfficeHours? = nil,
        silence: SilenceLimit? = nil, timescales: [Timescale],
        switchedOff: [String: String] = [:]
    ) {
        self.name = name
        self.base = base
        self.about = about
        self.roles = roles
        self.undeliverableAfter = undeliverableAfter
        self.officeHours = officeHours
        self.silence = silence
        self.timescales = timescales
        self.switchedOff = switchedOff
        var byOpeningType: [String: [Timescale]] = [:]
        var byName: [String: Timescale] = [:]
        for timescale in timescales {
            precondition(byName[timescale.name] == nil, "each duty of a pack has its own name")
            byName[timescale.name] = timescale
            for type in timescale.opens.pattern?.types ?? [] {
                byOpeningType[type, default: []].append(timescale)
            }
        }
        self.byOpeningType = byOpeningType
        self.byName = byName
    }

    /// The rules by which a message of this type, received on this day, may open expectations.
    ///
    /// Who sent it and at what hour is not looked at here (`opensWhenSentBy`,
    /// `opensOutsideHours`).
    package func timescales(
        openedBy type: String, particulars: [String: String], on date: CalendarDate
    ) -> [Timescale] {
        (byOpeningType[type] ?? []).filter {
            $0.isInForce(on: date)
                && $0.opens.pattern?.conditions.hold(for: particulars) == true
        }
    }

    /// The duty with a name, such as `R1` or `R6.response`.
    package func timescale(_ name: String) -> Timescale? { byName[name] }

    /// Every duty of the rule with an id, in the order of the file.
    package func timescales(of id: String) -> [Timescale] { timescales.filter { $0.id == id } }

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
        left.name == right.name && left.base == right.base && left.about == right.about
            && left.roles == right.roles && left.undeliverableAfter == right.undeliverableAfter
            && left.officeHours == right.officeHours && left.silence == right.silence
            && left.timescales == right.timescales && left.switchedOff == right.switchedOff
    }

    /// Hashes the name, which tells packs apart.
    package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
