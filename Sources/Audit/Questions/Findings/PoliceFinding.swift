// SPDX-License-Identifier: Apache-2.0

import Ledger
import Safeguarding

/// Q6: what the police sent: how long after the incident, how graded, and what became of it.
struct PoliceFinding: Finding {
    private let inquiry: Inquiry
    private var people = People()
    private var notices: [Int64: Notice] = [:]
    private var greens = RepeatedGreens()

    /// One notice of the police.
    private struct Notice {
        let grade: String
        let kind: String
        /// Milliseconds from the incident to the receipt; nil when its time was not told.
        let lag: Int64?
        var decisions: [String] = []

        var isClosed: Bool {
            !decisions.isEmpty && decisions.allSatisfy { $0 == "no-further-action" }
        }
    }

    init(_ inquiry: Inquiry) { self.inquiry = inquiry }

    mutating func take(_ message: ReadMessage) {
        if message.type == Kind.incident, inquiry.roll.police.contains(message.facts.issuer) {
            takeNotice(message)
        }
        guard message.type == Kind.decision, let root = message.facts.root,
            let decision = message.value("decision")
        else { return }
        notices[root]?.decisions.append(decision)
    }

    private mutating func takeNotice(_ message: ReadMessage) {
        let grade = message.value("grade")
        if grade == "green", message.at < inquiry.period.upperBound,
            let particulars = message.particulars
        {
            for place in particulars.subjects.indices {
                guard let person = people.person(at: place, in: particulars) else { continue }
                greens.add(person, at: message.at)
            }
        }
        guard inquiry.covers(message.at) else { return }
        notices[message.entry] = Notice(
            grade: grade.flatMap { Self.grades.contains($0) ? $0 : nil } ?? Self.ungraded,
            kind: message.value("notification_kind") ?? Self.unnamed,
            lag: message.time("incident_at").map { max(0, message.at.milliseconds(since: $0)) })
    }

    func found() -> (tables: [Answer.Table], notes: [Answer.Note]) {
        let all = Array(notices.values)
        let outline = Self.outline.tables
        let byGrade = (Self.grades + [Self.ungraded]).map { grade in
            [.text(grade)] + figures(all.filter { $0.grade == grade })
        }
        let kinds = Self.kinds + Set(all.map(\.kind)).subtracting(Self.kinds).sorted()
        let byKind = kinds.map { kind in
            [.text(kind)] + figures(all.filter { $0.kind == kind })
        }
        let repeated = greens.people(in: inquiry, joinedBy: people)
        return (
            [
                outline[0].filled(byGrade, total: [.text("All")] + figures(all)),
                outline[1].filled(lags(all), total: [.text("All"), .count(all.count)]),
                outline[2].filled([[.count(repeated.known), .count(repeated.repeated)]]),
                outline[3].filled(byKind, total: [.text("All")] + figures(all)),
            ], []
        )
    }

    private func figures(_ notices: [Notice]) -> [Answer.Cell] {
        let decided = notices.filter { !$0.decisions.isEmpty }
        let lags = notices.compactMap(\.lag)
        return [.count(notices.count), .count(decided.count)]
            + .share(decided.count(where: \.isClosed), of: decided.count) + [.count(lags.count)]
            + .spread(lags, per: Span.hour)
    }

    private func lags(_ notices: [Notice]) -> [[Answer.Cell]] {
        let bands = Self.bands.map { band in
            [
                Answer.Cell.text(band.name),
                .count(notices.count { $0.lag.map(band.span.contains) ?? false }),
            ]
        }
        return bands + [[.text("not told"), .count(notices.count { $0.lag == nil })]]
    }

    private static let grades = ["red", "amber", "green"]
    private static let ungraded = "not graded"
    private static let kinds = ["DA", "child-concern", "missing", "exploitation", "custody"]
    private static let unnamed = "not told"

    private static let bands: [(name: String, span: Range<Int64>)] = [
        ("under 1 hour", 0..<Span.hour), ("1 to 4 hours", Span.hour..<4 * Span.hour),
        ("4 to 24 hours", 4 * Span.hour..<Span.day), ("1 to 3 days", Span.day..<3 * Span.day),
        ("3 to 7 days", 3 * Span.day..<7 * Span.day), ("7 days and more", 7 * Span.day..<Int64.max),
    ]
}

/// Children of whom the police sent three green notices within three months.
struct RepeatedGreens {
    private var times: [Int: [Instant]] = [:]

    /// How long before a period its greens may begin to count: the longest three months, in
    /// milliseconds.
    static let window = 93 * Span.day
    private static let months = 3
    private static let repeats = 3

    mutating func add(_ person: Int, at moment: Instant) {
        times[person, default: []].append(moment)
    }

    /// Children of the period's green notices, and those whose third within three months came in it.
    func people(in inquiry: Inquiry, joinedBy people: People) -> (known: Int, repeated: Int) {
        var joined: [Int: [Instant]] = [:]
        for (person, times) in times { joined[people[person], default: []] += times }
        let known = joined.values.filter { $0.contains(where: inquiry.covers) }
        let repeated = known.count { times in
            let times = times.sorted()
            return zip(times, times.dropFirst(Self.repeats - 1)).contains { first, third in
                inquiry.covers(third)
                    && London.date(at: third)
                        < London.date(at: first).adding(months: Self.months)
            }
        }
        return (known.count, repeated)
    }
}

extension PoliceFinding {
    static let outline = Answer.Outline(
        title: "What the police sent, and what became of it", asker: "HMICFRS",
        sentence: "What did the police send, how long after the incident, how was it graded, what "
            + "became of it, and of which children did several green notices come?",
        tables: [
            Answer.Table(
                "by_grade", "Notices of the police in the period, by grade", columns: grade,
                rows: []),
            Answer.Table(
                "by_lag", "From the incident to its notice", columns: lag, rows: [], splits: [],
                sums: [sums("notices")]),
            Answer.Table(
                "repeated_greens", "Children of green notices", columns: repeated, rows: []),
            Answer.Table(
                "by_kind", "Notices of the police in the period, by what they tell of",
                columns: kind, rows: [], splits: [],
                sums: ["notices", "decided", "no_further_action", "timed"].map(sums)),
        ])

    /// The rows of every table are the same notices.
    private static func sums(_ column: String) -> Answer.Sums {
        Answer.Sums(column: column, table: "by_grade", other: column, alike: [])
    }

    private static let grade =
        [Answer.Column("grade", .code, "red, amber or green, as the police graded it.")] + counts

    private static let kind =
        [
            Answer.Column(
                "kind", .code,
                "What the notice tells of, as the police said (codes.notification-kind).")
        ] + counts

    private static let counts =
        [
            Answer.Column("notices", .count, "Incident notices of the police in the period."),
            Answer.Column(
                "decided", .count, "Those that were decided by now.", partOf: "notices"),
        ]
        + Answer.Column.share(
            "no_further_action", of: "decided",
            "Those decided with no further action and nothing else, for every child.")
        + [
            Answer.Column(
                "timed", .count, "Those that told when the incident was.", partOf: "notices",
                isForPrograms: true)
        ]
        + Answer.Column.spread(
            "hours_to_notice", .hours, over: "timed",
            "the hours from the incident to the notice's receipt, nights and weekends included.")

    private static let lag = [
        Answer.Column("lag", .code, "How long after the incident the notice was received."),
        Answer.Column("notices", .count, "Incident notices of the police in the period."),
    ]

    private static let repeated = [
        Answer.Column(
            "children", .count,
            "Children with an identifier of whom a green notice came in the period."),
        Answer.Column(
            "repeated", .count,
            "Those of whom the third green notice within three months came in it.",
            partOf: "children"),
    ]
}
