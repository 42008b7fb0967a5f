// SPDX-License-Identifier: Apache-2.0

import Audit
import Hummingbird
import Safeguarding

/// The parameters of one of the ten questions.
struct AskedQuestion: Sendable {
    /// The period: its first instant, and the first after it.
    let period: Range<Instant>
    /// The partnership.
    let partnership: Partnership
    /// Below which number counts are left out; nil when they are all shown.
    let suppressed: Int?
    /// The table that CSV has; nil for the first.
    let table: String?
    /// The child, for the question about one.
    let subject: Inquiry.Subject?

    /// How many months a period has whose beginning was not said.
    static let defaultMonths = 3

    /// Reads the parameters of a question.
    ///
    /// - Parameters:
    ///   - overseen: the partnerships that the caller oversees, at least one.
    ///   - isCompared: whether something was uploaded to compare the answer with.
    init(
        _ question: Question, _ parameters: Parameters, of overseen: [Partnership], now: Instant,
        isCompared: Bool = false
    ) throws(Fault) {
        let said = try parameters.values(only: Self.names)
        partnership = try Self.partnership(said["partnership"], of: overseen)
        period = try Self.period(said["from"], said["to"], now: now)
        suppressed = try said["suppress"].map(Self.suppressed)
        subject = try Self.subject(said["person"], said["txn"], of: question)
        if case .person = subject, !partnership.allowsLookupByPerson {
            throw .forbidden(
                "This partnership has switched off lookups by person (`lookup_by_person` of its "
                    + "configuration): ask about a thread, as `txn`.")
        }
        let isPublished = suppressed != nil
        let tables = question.outline.tables.filter {
            !(isPublished && $0.isList)
                && (isCompared || !question.comparisonTables.contains($0.name))
        }.map(\.name)
        table = try said["table"].map { name throws(Fault) in
            guard tables.contains(name) else {
                throw .badRequest(
                    "`table` must be one of \(tables.joined(separator: ", "))"
                        + (isPublished ? "; with `suppress` no single cases are listed." : "."),
                    at: "table")
            }
            return name
        }
    }

    private static let names = [
        "from", "to", "partnership", "suppress", "table", "person", "txn", "purpose", "reference",
    ]

    /// The partnership that is named, or the only one that is overseen.
    static func partnership(
        _ uri: String?, of overseen: [Partnership]
    ) throws(Fault) -> Partnership {
        guard let uri else {
            guard overseen.count == 1, let only = overseen.first else {
                throw .badRequest(
                    "You oversee several partnerships: say which, as `partnership`.",
                    at: "partnership")
            }
            return only
        }
        guard let found = overseen.first(where: { $0.id.uri == uri }) else {
            throw .forbidden("`partnership` is none that you oversee today.")
        }
        return found
    }

    /// So many months up to `to`, and up to now, where that is not said.
    static func period(
        _ from: String?, _ to: String?, now: Instant, months: Int = defaultMonths
    ) throws(Fault) -> Range<Instant> {
        let end = try to.map { text throws(Fault) in try Instant(parameter: text, named: "to") }
        let upper = end ?? now
        let start = try from.map { text throws(Fault) in
            try Instant(parameter: text, named: "from")
        }
        let lower =
            start ?? London.startOfDay(London.date(at: upper).adding(months: -months))
        guard lower < upper else {
            throw .badRequest("`from` must be before `to`, which is now when not said.", at: "from")
        }
        return lower..<upper
    }

    /// The child by its keyed name, or by a thread, for the question that is about one.
    private static func subject(
        _ person: String?, _ thread: String?, of question: Question
    ) throws(Fault) -> Inquiry.Subject? {
        guard question.isAboutOneChild else {
            guard person == nil, thread == nil else {
                throw .badRequest(
                    "`person` and `txn` are for \(Question.child.rawValue), which is about one child.",
                    at: person == nil ? "txn" : "person")
            }
            return nil
        }
        if let person, thread == nil {
            guard person.utf8.count == 32, person.utf8.allSatisfy(\.isLowerHexDigit) else {
                throw .badRequest(
                    "`person` must be a keyed name as answers show it: 32 hexadecimal digits in "
                        + "lower case.", at: "person")
            }
            return .person(person)
        }
        guard person == nil, let thread, let id = try? ThreadID(thread) else {
            throw .badRequest(
                "Name the child: `person`, the keyed name that answers show, or `txn`, a thread "
                    + "about it, a UUID in lower case.", at: thread == nil ? "person" : "txn")
        }
        return .thread(id)
    }

    /// The number below which no count is shown.
    static func suppressed(_ text: String) throws(Fault) -> Int {
        let allowed = Audit.Answer.leastSuppression...Audit.Answer.mostSuppression
        guard let number = Int(text), allowed.contains(number) else {
            throw .badRequest(
                "`suppress` must be from \(allowed.lowerBound) to \(allowed.upperBound): counts "
                    + "below it are not shown.", at: "suppress")
        }
        return number
    }
}

extension UInt8 {
    fileprivate var isLowerHexDigit: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self)
    }
}
