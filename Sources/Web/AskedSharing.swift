// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import Safeguarding

/// The parameters of `GET /audit/sharing`.
struct AskedSharing: Sendable {
    /// The partnership.
    let partnership: Partnership
    /// The days of London on which it was routed, both included; nil for all there ever were.
    let days: ClosedRange<CalendarDate>?
    /// Below which number counts are left out; nil when they are all shown.
    let suppressed: Int?

    private static let names = ["from", "to", "partnership", "suppress", "purpose", "reference"]

    /// Reads the parameters.
    ///
    /// - Parameter overseen: the partnerships that the caller oversees, at least one.
    init(_ parameters: Parameters, of overseen: [Partnership]) throws(Fault) {
        let said = try parameters.values(only: Self.names)
        partnership = try AskedQuestion.partnership(said["partnership"], of: overseen)
        suppressed = try said["suppress"].map(AskedQuestion.suppressed)
        days = try Self.days(said["from"], said["to"], named: ("from", "to"))
    }

    /// The days from one to another, both included; without one of them from the first, or to the
    /// last that is counted.
    static func days(
        _ from: String?, _ to: String?, named names: (from: String, to: String)
    ) throws(Fault) -> ClosedRange<CalendarDate>? {
        guard from != nil || to != nil else { return nil }
        let first =
            try from.map { text throws(Fault) in try day(text, names.from) } ?? .firstCounted
        let last = try to.map { text throws(Fault) in try day(text, names.to) } ?? .lastCounted
        guard first.dayNumber <= last.dayNumber else {
            throw .badRequest(
                "`\(names.from)` must not be after `\(names.to)`.", at: names.from)
        }
        return first...last
    }

    private static func day(_ text: String, _ name: String) throws(Fault) -> CalendarDate {
        let counted = CalendarDate.firstCounted...CalendarDate.lastCounted
        guard let day = try? CalendarDate(text), counted.contains(day) else {
            throw .badRequest(
                "`\(name)` must be a day in London from \(counted.lowerBound) to "
                    + "\(counted.upperBound), such as 2026-11-25.", at: name)
        }
        return day
    }
}
