// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
package import Wire

/// What agencies hand over to each other, and how far it gets: a row for each pair.
///
/// Pairs that an agreement allows and that shared nothing are rows too, with nothing in them. Teams
/// count as the agency that they are part of. No row is about a person.
package struct SharingReport: Sendable, Hashable {
    /// The days of London on which the messages were routed; nil for all there ever were.
    package let days: ClosedRange<CalendarDate>?
    /// The partnership.
    package let partnership: PartnershipID
    /// When it was asked, by the broker's clock.
    package let asOf: Instant
    /// The pairs.
    package private(set) var table: Answer.Table

    /// Lays out what was summed.
    package init(
        _ records: [SharingRecord], of partnership: PartnershipID, in directory: Directory,
        days: ClosedRange<CalendarDate>?, asOf: Instant
    ) {
        self.partnership = partnership
        self.days = days
        self.asOf = asOf
        let roll = Roll(directory, in: partnership)
        var sums = directory.allowedPairs(in: partnership, roll)
        for record in records {
            let pair = Pair(roll.head(of: record.sender), roll.head(of: record.recipient))
            sums[pair, default: SharingTally()] += record.tally
        }
        let order = roll.all(sums.keys.flatMap { [$0.sender, $0.recipient] })
        let places = Dictionary(uniqueKeysWithValues: zip(order, 0...))
        let rows = sums.sorted { left, right in
            let (one, other) = (left.key.places(places), right.key.places(places))
            return one < other
        }
        var total = SharingTally()
        for sum in sums.values { total += sum }
        table = Answer.Table(
            "pairs", "Messages handed over, each counted once a recipient", columns: Self.columns,
            rows: rows.map {
                roll.cells(of: $0.key.sender) + roll.cells(of: $0.key.recipient)
                    + Self.cells($0.value)
            },
            total: [.absent, .text("All"), .absent, .absent] + Self.cells(total))
    }

    /// The report as it may be published: no count from 1 to one less than the number, and nothing
    /// that such a count could be computed from.
    package func suppressing(below number: Int) -> SharingReport {
        var report = self
        report.table = table.suppressing(below: number)
        return report
    }

    /// The report as `GET /audit/sharing` gives it.
    package var json: JSONValue {
        var members = [JSONMember("partnership", .string(partnership.uri))]
        if let days {
            members.append(
                JSONMember(
                    "days",
                    [
                        "from": .string(days.lowerBound.description),
                        "to": .string(days.upperBound.description),
                    ]))
        }
        members.append(JSONMember("as_of", .string(asOf.rfc3339)))
        return .object(members + table.members)
    }

    /// The report for a person.
    package var text: String {
        "Partnership: \(partnership.uri), messages \(span).\n\n\(table.text)\n"
    }

    private var span: String {
        guard let days else { return "of all time" }
        switch (days.lowerBound, days.upperBound) {
        case (let first, .lastCounted): return "routed on \(first) or after"
        case (.firstCounted, let last): return "routed on \(last) or before"
        case (let first, let last): return "routed from \(first) to \(last)"
        }
    }
}

extension SharingReport {
    fileprivate struct Pair: Hashable {
        let sender: AgencyID
        let recipient: AgencyID

        init(_ sender: AgencyID, _ recipient: AgencyID) {
            self.sender = sender
            self.recipient = recipient
        }

        func places(_ places: [AgencyID: Int]) -> (Int, Int) {
            (places[sender] ?? 0, places[recipient] ?? 0)
        }
    }

    private static func cells(_ tally: SharingTally) -> [Answer.Cell] {
        let routed = Int(tally.routed)
        return [.count(routed)] + .share(Int(tally.delivered), of: routed)
            + [mean(tally.toDelivery, of: tally.delivered)]
            + .share(Int(tally.acknowledged), of: routed)
            + [
                mean(tally.toAcknowledgement, of: tally.acknowledged),
                .count(Int(tally.answered)), .count(Int(tally.undeliverable)),
            ]
    }

    private static func mean(_ milliseconds: Int64, of count: Int64) -> Answer.Cell {
        count == 0 ? .absent : .span(milliseconds / count, per: Span.hour)
    }

    private static let columns =
        [
            Answer.Column("sender", .uri, "The URI of who sent.", isForPrograms: true),
            Answer.Column("sender_name", .text, "The name of who sent."),
            Answer.Column(
                "recipient", .uri, "The URI of who was to receive.", isForPrograms: true),
            Answer.Column("recipient_name", .text, "The name of who was to receive."),
            Answer.Column("routed", .count, "Messages that were handed over to the recipient."),
        ]
        + Answer.Column.share(
            "delivered", of: "routed", "Those that the recipient's system took.")
        + [
            Answer.Column(
                "hours_to_delivery", .hours, "The mean hours from routing to delivery.",
                restsOn: ["delivered"])
        ]
        + Answer.Column.share(
            "acknowledged", of: "routed", "Those that a professional acknowledged.")
        + [
            Answer.Column(
                "hours_to_acknowledgement", .hours,
                "The mean hours from routing to acknowledgement, nights and weekends included.",
                restsOn: ["acknowledged"]),
            Answer.Column("answered", .count, "Those that were answered.", partOf: "routed"),
            Answer.Column(
                "undeliverable", .count,
                "Those that nobody fetched within the time that their urgency allows.",
                partOf: "routed"),
        ]
}

extension Directory {
    /// Every pair of agencies of which an agreement lets one send to the other, with nothing shared.
    fileprivate func allowedPairs(
        in partnership: PartnershipID, _ roll: Roll
    ) -> [SharingReport.Pair: SharingTally] {
        var pairs: [SharingReport.Pair: SharingTally] = [:]
        for agreement in agreements where agreement.partnership == partnership {
            for sender in agreement.from.map(roll.head) {
                for recipient in agreement.to.map(roll.head) where recipient != sender {
                    pairs[SharingReport.Pair(sender, recipient)] = SharingTally()
                }
            }
        }
        return pairs
    }
}
