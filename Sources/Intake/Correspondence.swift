// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// What a message has to do with those that came before it, as the store knows it.
///
/// Gathered inside the transaction that would accept the message, so that nothing can change
/// between the check and the act.
package struct Correspondence: Sendable, Hashable {
    /// Whether the thread exists already.
    package let threadExists: Bool
    /// Whether the sender sent or received anything in it.
    package let senderIsParty: Bool
    /// The type of the message that `in_reply_to` names, when the sender may answer it.
    package let answeredType: EventType?

    /// Describes what the store found.
    package init(threadExists: Bool, senderIsParty: Bool, answeredType: EventType?) {
        self.threadExists = threadExists
        self.senderIsParty = senderIsParty
        self.answeredType = answeredType
    }
}

extension Correspondence {
    /// What speaks against a message in the light of its thread; empty when nothing does.
    ///
    /// Unknown, not yours and purged are one and the same refusal, so that nobody can probe
    /// (interfaces.md section 3).
    package func objections(
        to entry: Catalogue.Entry, in thread: ThreadID, answering reply: ReplyReference?
    ) -> [Refusal] {
        if threadExists, !senderIsParty { return [.threadNotYours(thread)] }
        guard reply != nil else {
            return threadExists || entry.opens ? [] : [.opensNothing(entry.type)]
        }
        guard let answeredType else { return [.unknownAnswered] }
        return entry.mayAnswer(answeredType)
            ? [] : [.answersWrongType(entry.type, answered: answeredType)]
    }
}
