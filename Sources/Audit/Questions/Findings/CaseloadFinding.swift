// SPDX-License-Identifier: Apache-2.0

import Ledger
import Safeguarding

/// The register of caseloads: open cases by who holds them, against the limit; no child is shown.
struct CaseloadFinding: Finding {
    private let inquiry: Inquiry
    private var matters: [Int64: Matter] = [:]
    /// Transfers that were offered, and by whom.
    private var offers: [Int64: AgencyID] = [:]
    private var nameless = 0

    /// What opened a thread's matter, and who holds its cases.
    private struct Matter {
        let token: TokenID
        let subjects: [SubjectID]
        /// For each child and agency who was named for it, the last one last.
        var holders: [Place: [Holder]] = [:]
    }

    /// A case, as one agency works it: a child of a matter, or a matter whose children are not known.
    private struct Place: Hashable {
        let subject: SubjectID?
        let agency: AgencyID
    }

    private struct Holder {
        let token: TokenID
        let owner: Owner
    }

    /// A team and a role.
    private struct Owner {
        let team: String
        let role: String
    }

    init(_ inquiry: Inquiry) { self.inquiry = inquiry }

    mutating func take(_ message: ReadMessage) {
        guard message.at < inquiry.period.upperBound else { return }
        guard let root = message.facts.root else {
            matters[message.entry] = Matter(
                token: message.facts.token, subjects: message.particulars?.subjects ?? [])
            return
        }
        switch message.type {
        case Kind.allocation: allocate(message, root)
        case Kind.transfer: transfer(message, root)
        case Kind.decision where Self.isOver(message.value("decision"), Self.lastDecisions),
            Kind.assessment where Self.isOver(message.value("outcome"), Self.lastOutcomes):
            let agency = inquiry.roll.head(of: message.facts.issuer)
            for subject in subjects(of: message, root) {
                matters[root]?.holders[Place(subject: subject, agency: agency)] = nil
            }
        case Kind.retraction: retract(message, root)
        default: return
        }
    }

    private mutating func allocate(_ message: ReadMessage, _ root: Int64) {
        guard (message.time("from_at") ?? message.at) < inquiry.period.upperBound else { return }
        guard let team = message.value("team"), let role = message.value("worker_role") else {
            nameless += 1
            return
        }
        let agency = inquiry.roll.head(of: message.facts.issuer)
        let holder = Holder(
            token: message.facts.token, owner: Owner(team: team, role: role))
        for subject in subjects(of: message, root) {
            matters[root]?.holders[Place(subject: subject, agency: agency), default: []]
                .append(holder)
        }
    }

    /// Until a transfer is accepted, the team that offers it keeps the case.
    private mutating func transfer(_ message: ReadMessage, _ root: Int64) {
        let agency = inquiry.roll.head(of: message.facts.issuer)
        switch message.value("status") {
        case "offered": offers[message.entry] = agency
        case "accepted":
            if let from = message.facts.follows.flatMap({ offers[$0] }), from != agency {
                for subject in subjects(of: message, root) {
                    matters[root]?.holders[Place(subject: subject, agency: from)] = nil
                }
            }
            allocate(message, root)
        default: return
        }
    }

    /// A retracted allocation was none, and a retracted referral leaves no case.
    private mutating func retract(_ message: ReadMessage, _ root: Int64) {
        guard let matter = matters[root], let target = message.value("target_jti") else { return }
        guard target != matter.token.text else {
            matters[root]?.holders = [:]
            return
        }
        let agency = inquiry.roll.head(of: message.facts.issuer)
        for place in matter.holders.keys where place.agency == agency {
            matters[root]?.holders[place]?.removeAll { $0.token.text == target }
        }
    }

    /// The children that a message is about: those that it names, or all of its matter.
    private func subjects(of message: ReadMessage, _ root: Int64) -> [SubjectID?] {
        let named = message.particulars?.subjects ?? []
        let all = named.isEmpty ? matters[root]?.subjects ?? [] : named
        return all.isEmpty ? [nil] : all
    }

    private static func isOver(_ code: String?, _ codes: Set<String>) -> Bool {
        code.map(codes.contains) ?? false
    }

    private static let lastDecisions: Set = [
        "no-further-action", "advice", "early-help", "other-la",
    ]
    private static let lastOutcomes: Set = [
        "no-further-action", "early-help", "other-agency", "other-la",
    ]
}

extension CaseloadFinding {
    func found() -> (tables: [Answer.Table], notes: [Answer.Note]) {
        var count = CaseloadCount(inquiry.caseloads)
        for matter in matters.values {
            for (place, holders) in matter.holders {
                guard let owner = holders.last?.owner else { continue }
                count.add(place.agency, team: owner.team, role: owner.role)
            }
        }
        let outline = Self.outline.tables
        let (owners, teams) = (count.owners(inquiry.roll), count.teams(inquiry.roll))
        return (
            [
                outline[0].filled(owners, total: Self.total(of: owners, after: 4)),
                outline[1].filled(teams, total: Self.total(of: teams, after: 3)),
            ],
            [
                Answer.Note(
                    "A case is one child of one matter: three siblings of a referral are three. It is "
                        + "held by the team and role that were named last, until a transfer is "
                        + "accepted, or the same agency decides or concludes that no more is done."),
                Answer.Note(
                    "No message says that a case was closed otherwise: one that was closed in the "
                        + "agency's own system alone still counts here."),
                Answer.Note(
                    nameless, "allocation names nobody any more, since it was erased.",
                    "allocations name nobody any more, since they were erased."),
            ].compactMap(\.self)
        )
    }

    private static func total(of rows: [[Answer.Cell]], after heads: Int) -> [Answer.Cell] {
        func sum(_ column: Int) -> Answer.Cell {
            let counts = rows.compactMap { $0[column].number }
            return counts.isEmpty ? .absent : .count(counts.reduce(0, +))
        }
        let names =
            [Answer.Cell.absent, .text("All")] + Array(repeating: .absent, count: heads - 2)
        return names + [sum(heads), .absent, sum(heads + 2)]
    }

    static let outline = Answer.Outline(
        title: "Open cases of each team and role, against the limit", asker: "The business manager",
        sentence:
            "How many open cases does each team and role hold when the period ends, and where is "
            + "that more than the partnership finds right?",
        tables: [
            Answer.Table(
                "by_owner", "Open cases at the end of the period, by who holds them",
                columns: owner
                    + figures("the role in one team (`caseload_limits.roles`)"), rows: [],
                splits: [excess]),
            Answer.Table(
                "by_team", "Open cases at the end of the period, by team, all roles together",
                columns: team + figures("the team (`caseload_limits.teams`)"), rows: [],
                splits: [excess],
                sums: [
                    Answer.Sums(
                        column: "cases", table: "by_owner", other: "cases",
                        alike: ["agency", "team"])
                ]),
        ])

    /// Cases beyond a limit are what is left of the cases beside it, where there are any.
    private static let excess = Answer.Split("cases", into: ["limit", "over"], isExact: true)

    private static let team =
        Answer.Column.agency("the agency that named the team.") + [
            Answer.Column(
                "team", .text,
                "The team, as it is configured or a message calls it; capitals and spaces make no "
                    + "other team.")
        ]

    private static let owner =
        team + [Answer.Column("role", .text, "The role of who works the case.")]

    private static func figures(_ whose: String) -> [Answer.Column] {
        [
            Answer.Column("cases", .count, "Open cases, each child of each matter once."),
            Answer.Column(
                "limit", .count,
                "How many are not too many for \(whose); absent when none is set.",
                isSetting: true),
            Answer.Column(
                "over", .count, "How many more there are than that; absent without a limit.",
                restsOn: ["cases"]),
        ]
    }
}
