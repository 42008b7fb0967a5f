// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Ledger
import Safeguarding

/// Q7: children who went missing, whether a return interview was offered in time, accepted and held,
/// and whether the police were told what it brought.
struct MissingFinding: Finding {
    private let inquiry: Inquiry
    private var people = People()
    private var episodes: [Int64: MissingEpisode] = [:]

    init(_ inquiry: Inquiry) { self.inquiry = inquiry }

    mutating func take(_ message: ReadMessage) {
        let root = message.facts.root ?? message.entry
        switch message.type {
        case Kind.missing:
            begin(root, message)
            episodes[root]?.amended += message.amended
            if episodes[root]?.reportedAt == nil {
                episodes[root]?.reportedAt = message.time("reported_at") ?? message.at
            }
        case Kind.found:
            begin(root, message)
            episodes[root]?.amended += message.amended
            episodes[root]?.foundAt = message.time("found_at") ?? message.at
            episodes[root]?.closedAt = message.at
            episodes[root]?.offered = Standing(message.opened(.interviewOffered))
        case Kind.interview: episodes[root]?.take(interview: message, police: inquiry.roll.police)
        default: return
        }
    }

    private mutating func begin(_ root: Int64, _ message: ReadMessage) {
        guard episodes[root] == nil else { return }
        var children: [SubjectID: Int?] = [:]
        if let particulars = message.particulars {
            for (place, id) in particulars.subjects.enumerated() {
                children[id] = .some(people.person(at: place, in: particulars))
            }
        }
        episodes[root] = MissingEpisode(
            root: root, thread: message.facts.thread, receivedAt: message.at, children: children,
            isPlaced: message.value("placed_by_la").map { $0 == "true" },
            risk: message.value("risk"))
    }

    func found() -> (tables: [Answer.Table], notes: [Answer.Note]) {
        let before = inquiry.period.upperBound
        let first = before.adding(milliseconds: -Inquiry.year)
        let known = episodes.values.filter { $0.receivedAt < before }
        let counts = known.filter { $0.receivedAt >= first }.reduce(into: [Int: Int]()) {
            for person in Set($1.children.values.compactMap(\.self).map { people[$0] }) {
                $0[person, default: 0] += 1
            }
        }
        let ofPeriod = known.filter { inquiry.covers($0.closedAt ?? $0.receivedAt) }
            .sorted { $0.root < $1.root }
        let rows = ofPeriod.flatMap { episode in
            episode.children.sorted { $0.key < $1.key }.map {
                row($0.key, $0.value, episode, counts)
            }
        }
        let outline = Self.outline.tables
        let (compared, remarks) = compared()
        return (
            [outline[0].filled(rows), outline[1].filled([figures(ofPeriod, counts)])] + compared,
            [
                Answer.Note(
                    "An episode counts in the period in which the child was found, or was reported "
                        + "and is not found yet.")
            ] + remarks
        )
    }

    /// The comparison with what was uploaded; nothing where nothing was.
    private func compared() -> (tables: [Answer.Table], notes: [Answer.Note]) {
        guard let returned = inquiry.returned else {
            return ([], [Answer.Note("Nothing is compared with returns of other systems.")])
        }
        if let children = returned.children {
            let comparison = LookedAfterComparison(
                children, with: lookedAfterHere, person: people.person(known:))
            return (
                Self.compare(comparison, name: people.name) + [Self.leftOut(returned)], []
            )
        }
        let here = episodes.values.sorted { $0.root < $1.root }.flatMap { episode in
            episode.children.sorted { $0.key < $1.key }.map { _, person in
                EpisodeComparison.Here(
                    thread: episode.thread, person: person.map { people[$0] },
                    reportedAt: episode.reportedAt ?? episode.receivedAt, foundAt: episode.foundAt)
            }
        }
        let comparison = EpisodeComparison(
            returned, with: here, during: inquiry.period, person: people.person(known:))
        return Self.compare(returned, comparison, name: people.name)
    }

    /// What list 8 asks of each person who was missing in the twelve months before the period ends.
    ///
    /// It asks after episodes from a placement, so that those of which a message said that the child was
    /// at home do not count.
    private var lookedAfterHere: [Int: LookedAfterComparison.Here] {
        let before = inquiry.period.upperBound
        let months = before.adding(milliseconds: -Inquiry.year)..<before
        var here: [Int: LookedAfterComparison.Here] = [:]
        for episode in episodes.values.sorted(by: { $0.root < $1.root })
        where months.contains(episode.receivedAt) && episode.isPlaced != false {
            for person in Set(episode.children.values.compactMap(\.self).map { people[$0] }) {
                var child = here[person, default: LookedAfterComparison.Here()]
                child.episodes += 1
                child.wasOffered = episode.offeredAt != nil
                child.wasAccepted = episode.isAccepted
                if episode.isPlaced == true { child.isPlaced = true }
                here[person] = child
            }
        }
        return here
    }

    private func row(
        _ child: SubjectID, _ person: Int?, _ episode: MissingEpisode, _ counts: [Int: Int]
    ) -> [Answer.Cell] {
        let lag = episode.foundAt.flatMap { found in
            episode.offeredAt.map { max(0, $0.milliseconds(since: found)) }
        }
        return [
            .text(child.text), .text(optional: person.map(people.name)),
            .text(episode.thread.text), .text(optional: episode.risk),
            episode.isPlaced.map(Answer.Cell.flag) ?? .absent,
            .time(optional: episode.reportedAt), .time(optional: episode.foundAt),
            .time(optional: episode.offeredAt),
            lag.map { Answer.Cell.span($0, per: Span.hour) } ?? .absent,
            episode.offered.isJudged ? .flag(episode.offered == .inTime) : .absent,
            .text(optional: episode.outcome), .time(optional: episode.heldAt),
            episode.isHeld ? .flag(episode.isCopied) : .absent,
            person.flatMap { counts[people[$0]] }.map(Answer.Cell.count) ?? .absent,
            .amended(episode.amended),
        ]
    }

    private func figures(_ episodes: [MissingEpisode], _ counts: [Int: Int]) -> [Answer.Cell] {
        let persons = Set(
            episodes.flatMap { $0.children.values.compactMap(\.self) }.map { people[$0] })
        let due = episodes.filter(\.offered.isJudged)
        let offered = episodes.filter { $0.offeredAt != nil }
        let held = episodes.filter(\.isHeld)
        return [
            .count(episodes.count), .count(persons.count),
            .count(persons.count { counts[$0, default: 0] > 1 }), .count(due.count),
        ] + .share(due.count { $0.offered == .inTime }, of: due.count) + [.count(offered.count)]
            + .share(offered.count(where: \.isAccepted), of: offered.count)
            + [.count(held.count)]
            + .share(held.count(where: \.isCopied), of: held.count)
    }
}

/// One time that a child was missing.
private struct MissingEpisode {
    let root: Int64
    let thread: ThreadID
    let receivedAt: Instant
    /// Who was missing, and each one's number as a person.
    let children: [SubjectID: Int?]
    let isPlaced: Bool?
    let risk: String?
    var reportedAt: Instant?
    var foundAt: Instant?
    /// When the broker received that the child was found.
    var closedAt: Instant?
    var offered = Standing.none
    var offeredAt: Instant?
    var outcome: String?
    var heldAt: Instant?
    var isAccepted = false
    var isCopied = false
    /// What was done to the messages that tell of it.
    var amended: [AmendmentPart.Kind] = []

    var isHeld: Bool { outcome == "held" }

    mutating func take(interview: ReadMessage, police: Set<AgencyID>) {
        offeredAt = offeredAt ?? interview.time("offered_at")
        heldAt = interview.time("held_at") ?? heldAt
        outcome = interview.value("outcome") ?? outcome
        amended += interview.amended
        if interview.value("accepted") == "true" { isAccepted = true }
        if interview.value("outcome") == "held", !police.isDisjoint(with: interview.recipients) {
            isCopied = true
        }
    }
}

extension MissingFinding {
    static let outline = Answer.Outline(
        title: "Missing children and their return interviews", asker: "Ofsted",
        sentence:
            "Which children went missing, how often, was a return interview offered within 72 "
            + "hours, accepted and held, and were the police told?",
        tables: [
            Answer.Table(
                "episodes", "Episodes that ended in the period, or began in it and have not ended",
                columns: episode, rows: [], isList: true),
            Answer.Table(
                "all", "How many", columns: all, rows: [],
                splits: [
                    Answer.Split("offered", into: ["offered_in_time"]),
                    Answer.Split("offered", into: ["held"]),
                    Answer.Split("accepted", into: ["held"]),
                ]),
        ] + comparison + lookedAfter)

    private static let episode =
        Answer.Column.child + [
            Answer.Column("txn", .identifier, "The thread.", isForPrograms: true),
            Answer.Column("risk", .code, "no-apparent, low, medium or high, as first told."),
            Answer.Column("placed_by_la", .truth, "Whether a council had placed the child."),
            Answer.Column("reported_at", .time, "When the child was reported missing."),
            Answer.Column("found_at", .time, "When the child was found."),
            Answer.Column("offered_at", .time, "When a return interview was first offered."),
            Answer.Column("hours", .hours, "Hours from finding the child to the offer."),
            Answer.Column(
                "offered_in_time", .truth,
                "Whether it was offered within the limit (rule R16); absent while it is not due."),
            Answer.Column("outcome", .code, "held, declined or not-held."),
            Answer.Column("held_at", .time, "When the interview was held."),
            Answer.Column(
                "copied_to_police", .truth, "Whether the police received what it brought."),
            Answer.Column(
                "episodes_12m", .count,
                "The child's episodes in the twelve months before the period ends."),
            Answer.Column.amended("the messages that tell of it"),
        ]

    private static let all =
        [
            Answer.Column("episodes", .count, "Episodes of the period."),
            Answer.Column("children", .count, "Children with an identifier who were missing."),
            Answer.Column(
                "repeated", .count,
                "Those with more than one episode in the twelve months before the period ends.",
                partOf: "children"),
            Answer.Column(
                "interviews_due", .count,
                "Episodes after which an interview was due by now, or offered.",
                partOf: "episodes", isForPrograms: true),
        ]
        + Answer.Column.share(
            "offered_in_time", of: "interviews_due",
            "Those after which it was offered within the limit of 72 hours (rule R16).")
        + [
            Answer.Column(
                "offered", .count, "Those after which it was offered at all.", partOf: "episodes",
                isForPrograms: true)
        ]
        + Answer.Column.share("accepted", of: "offered", "Those after which it was accepted.")
        + [
            Answer.Column("held", .count, "Those after which it was held.", partOf: "episodes")
        ]
        + Answer.Column.share(
            "copied_to_police", of: "held", "Those whose interview the police received.")
}
