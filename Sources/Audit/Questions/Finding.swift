// SPDX-License-Identifier: Apache-2.0

package import Ledger
import Safeguarding

/// What finds the answer to a question: it takes messages in log order, from the beginning of what
/// must be read to the end of the log, and keeps only what it needs of each.
protocol Finding: Sendable {
    /// What it finds, for documentation: title, asker, sentence and the columns of each table.
    static var outline: Answer.Outline { get }

    /// Begins to look.
    init(_ inquiry: Inquiry)

    /// Takes the next message.
    mutating func take(_ message: ReadMessage)

    /// Takes the next read, where the question looks at reads.
    mutating func take(_ read: ReadFacts, at moment: Instant)

    /// Takes the head of the log, before anything else.
    mutating func take(_ head: LogHead)

    /// What was found, and what could not be.
    func found() -> (tables: [Answer.Table], notes: [Answer.Note])
}

extension Finding {
    mutating func take(_ read: ReadFacts, at moment: Instant) {}

    mutating func take(_ head: LogHead) {}
}

extension Answer {
    /// What an answer is before anything is asked: who asks what, and in which columns it comes.
    package struct Outline: Sendable, Hashable {
        /// What the answer is called.
        package let title: String
        /// Who asks it.
        package let asker: String
        /// The question, in a sentence.
        package let sentence: String
        /// The tables, without rows, the main one first.
        package let tables: [Table]

        /// Outlines an answer.
        package init(title: String, asker: String, sentence: String, tables: [Table] = []) {
            self.title = title
            self.asker = asker
            self.sentence = sentence
            self.tables = tables
        }
    }
}

extension Question {
    /// What finds its answer.
    private var finding: any Finding.Type {
        switch self {
        case .referrals: ReferralFinding.self
        case .strategyDiscussions: DiscussionFinding.self
        case .attendance: AttendanceFinding.self
        case .escalations: EscalationFinding.self
        case .unowned: UnownedFinding.self
        case .policeNotices: PoliceFinding.self
        case .missingEpisodes: MissingFinding.self
        case .repeatedContacts: RepeatedContactFinding.self
        case .child: ChildFinding.self
        case .proof: ProofFinding.self
        case .caseload: CaseloadFinding.self
        case .careLeavers: CareLeaverFinding.self
        }
    }

    /// What its answer is.
    package var outline: Answer.Outline { finding.outline }

    fileprivate func begin(_ inquiry: Inquiry) -> any Finding { finding.init(inquiry) }
}

/// The work on one question, from what is read to its answer.
package struct Investigation: Sendable {
    private let inquiry: Inquiry
    private var finding: any Finding
    private var restricted = 0
    private var restrictedReads = 0
    private var erased = 0
    private var amended = 0

    /// Begins to work on a question.
    package init(_ inquiry: Inquiry) {
        self.inquiry = inquiry
        finding = inquiry.question.begin(inquiry)
    }

    /// Whether it looks at reads, and so at every entry of the log.
    package var looksAtReads: Bool { inquiry.question == .proof }

    /// Takes the head of the log as it is at the beginning.
    package mutating func take(_ head: LogHead) { finding.take(head) }

    /// Takes a read that concerns the partnership.
    mutating func take(_ read: ReadRecord) {
        guard read.partnership == inquiry.number else { return }
        guard !read.isWithheld else {
            if inquiry.covers(read.at) { restrictedReads += 1 }
            return
        }
        finding.take(read.facts, at: read.at)
    }

    /// Takes a message of the log, in order.
    ///
    /// Whoever oversees may not learn the agencies of a restricted thread, so that no question counts
    /// its messages; how many there were is said.
    package mutating func take(_ message: ReadMessage) {
        guard message.partnership == inquiry.number else { return }
        guard !message.isRestricted else {
            if inquiry.covers(message.at) { restricted += 1 }
            return
        }
        if message.particulars == nil, inquiry.covers(message.at) { erased += 1 }
        if !message.amended.isEmpty, inquiry.covers(message.at) { amended += 1 }
        finding.take(message)
    }

    /// The answer.
    package func answer() -> Answer {
        let (tables, notes) = finding.found()
        let leftOut = [
            Answer.Note(
                restricted, "message of a restricted thread was left out.",
                "messages of restricted threads were left out."),
            Answer.Note(
                restrictedReads, "read of what is restricted was left out.",
                "reads of what is restricted were left out."),
            Answer.Note(
                erased,
                "message of the period was erased; what it said is not known any more.",
                "messages of the period were erased; what they said is not known any more."),
            Answer.Note(
                amended,
                "message of the period was corrected or retracted later; it is counted as it came.",
                "messages of the period were corrected or retracted later; they are counted as they "
                    + "came."),
        ].compactMap(\.self)
        return Answer(
            inquiry.question, inquiry.question.outline, during: inquiry.period,
            of: inquiry.partnership,
            asOf: inquiry.asOf, tables: tables, notes: notes + leftOut)
    }
}

extension Investigation {
    /// Takes a page of messages and of reads.
    package mutating func take(_ messages: [ReadMessage], _ reads: [ReadRecord]) {
        for message in messages { take(message) }
        for read in reads { take(read) }
    }
}
