// SPDX-License-Identifier: Apache-2.0

import Ledger
import Safeguarding

/// Children of whom several sources tell, each for itself: that they are missing, that they are
/// exploited, and what schools were told of (break B14).
///
/// A child is joined up when one agency at least sent or received a message of each of the sources that
/// tell of it, and so could see them beside each other. Whether anybody did is in no message.
struct CrossReference {
    private var mentions: [Mention] = []

    /// A source of messages about a child.
    enum Source: String, CaseIterable {
        case missing
        case exploitation
        case education

        /// What a message tells of; nil for one that is none of them.
        init?(_ message: ReadMessage) {
            switch message.type {
            case Kind.missing: self = .missing
            case Kind.exploitation: self = .exploitation
            case Kind.education: self = .education
            case Kind.incident:
                guard let source = message.value("notification_kind").flatMap(Source.init),
                    source != .education
                else { return nil }
                self = source
            default: return nil
            }
        }
    }

    fileprivate struct Mention {
        let person: Int
        let source: Source
        let at: Instant
        let thread: ThreadID
        /// Who sent or received it.
        let agencies: Set<AgencyID>
    }

    /// One child, and what each source told of it.
    struct Child {
        let person: Int
        fileprivate var mentions: [Mention] = []

        fileprivate init(_ person: Int) { self.person = person }

        /// The sources, always in the same order.
        var sources: [Source] {
            Source.allCases.filter { source in mentions.contains { $0.source == source } }
        }

        /// How many messages came of each source.
        var counts: [Answer.Cell] {
            Source.allCases.map { source in .count(mentions.count { $0.source == source }) }
        }

        /// The agencies that sent or received something of each source.
        var joinedBy: Set<AgencyID> {
            sources.map { source in
                mentions.filter { $0.source == source }.reduce(into: Set<AgencyID>()) {
                    $0.formUnion($1.agencies)
                }
            }.reduce(nil as Set<AgencyID>?) { $0?.intersection($1) ?? $1 } ?? []
        }

        var lastAt: Instant? { mentions.map(\.at).max() }

        var threads: [String] { Set(mentions.map(\.thread.text)).sorted() }
    }

    /// Takes a message, as far as it tells of a child who can be found again.
    mutating func take(_ message: ReadMessage, _ people: inout People, _ roll: Roll) {
        guard let source = Source(message), let particulars = message.particulars else { return }
        let agencies = Set(([message.facts.issuer] + message.recipients).map(roll.head))
        for place in particulars.subjects.indices {
            guard let person = people.person(at: place, in: particulars) else { continue }
            mentions.append(
                Mention(
                    person: person, source: source, at: message.at, thread: message.facts.thread,
                    agencies: agencies))
        }
    }

    /// The children of a span, those of most sources first.
    func children(in span: Range<Instant>, joinedBy people: People) -> [Child] {
        var children: [Int: Child] = [:]
        for mention in mentions where span.contains(mention.at) {
            let person = people[mention.person]
            children[person, default: Child(person)].mentions.append(mention)
        }
        return children.values.sorted {
            (-$0.sources.count, $0.person) < (-$1.sources.count, $1.person)
        }
    }
}

extension CrossReference {
    /// Every way in which two or more sources can tell of a child.
    static let combinations: [[Source]] = [
        [.missing, .exploitation], [.missing, .education], [.exploitation, .education],
        Source.allCases,
    ]

    /// What a combination is called.
    static func name(of sources: [Source]) -> String {
        sources.map(\.rawValue).joined(separator: ", ")
    }

    /// The figures of some children: how many there are, and how many are joined up.
    static func figures(_ children: [Child]) -> [Answer.Cell] {
        [.count(children.count)]
            + .share(children.count { !$0.joinedBy.isEmpty }, of: children.count)
    }

    static let list = Answer.Table(
        "cross_referenced",
        "Children of whom several sources tell, those of most sources first",
        columns: [
            Answer.Column(
                "person", .identifier,
                "The child's keyed name in this partnership, the same in every thread.",
                showsPerson: true),
            Answer.Column(
                "missing", .count,
                "Messages that the child is missing, of the twelve months before the period ends."),
            Answer.Column("exploitation", .count, "Messages that the child is exploited."),
            Answer.Column("education", .count, "Notices about the child to a school."),
            Answer.Column(
                "joined_by", .text,
                "The agencies that sent or received messages of each of those sources; absent when "
                    + "nobody did (break B14)."),
            Answer.Column("last_at", .time, "When the last of them was received."),
            Answer.Column(
                "threads", .identifier, "Their threads.", showsPerson: true, isForPrograms: true),
        ], rows: [], isList: true)

    static let counts = Answer.Table(
        "cross_referenced_all", "How many, by which sources tell of them",
        columns: [
            Answer.Column(
                "sources", .code,
                "missing: a report or a notice of the police that the child is missing; "
                    + "exploitation: that the child is exploited; education: a notice to a school."),
            Answer.Column(
                "children", .count,
                "Children with an identifier of whom just these sources tell, in the twelve months "
                    + "before the period ends."),
        ]
            + Answer.Column.share(
                "joined", of: "children",
                "Those of whom one agency at least sent or received a message of each source; the "
                    + "others are break B14."), rows: [], splits: [],
        sums: [
            Answer.Sums(
                column: "children", table: "all", other: "told_of_by_several", alike: []),
            Answer.Sums(column: "joined", table: "all", other: "joined", alike: []),
        ])
}
