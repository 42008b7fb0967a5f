// SPDX-License-Identifier: Apache-2.0

import Safeguarding
package import Wire

/// What a poll gave: messages, each under its `jti` (RFC 8936 section 2.3).
package struct MailboxPage: Sendable {
    /// The messages, in the order of the answer.
    package let sets: [(token: String, jws: [UInt8])]
    /// What later messages did to some of them, by their tokens: `corrected`, `retracted`.
    package let amended: [String: [String]]
    /// Whether more waits in the mailbox.
    package let moreAvailable: Bool

    /// Reads the answer to a poll.
    package init(_ answer: JSONNode) throws(ToolFailure) {
        guard let sets = answer["sets"], sets.kind == .object else {
            throw ToolFailure(
                .unavailable, "The answer to the poll has no `sets`; is this a broker?")
        }
        var found: [(token: String, jws: [UInt8])] = []
        for member in sets.members {
            guard let token = member.name.string, let jws = member.value.utf8 else {
                throw ToolFailure(
                    .unavailable, "The answer to the poll holds a message that is no string")
            }
            found.append((token, Array(jws)))
        }
        self.sets = found
        let marks = answer["amended"].map { Array($0.members) } ?? []
        amended = Dictionary(
            marks.map { ($0.name.string ?? "", $0.value.elements.compactMap(\.string)) },
            uniquingKeysWith: { first, _ in first })
        moreAvailable = answer["moreAvailable"]?.boolean ?? false
    }

    /// The body of a poll.
    ///
    /// - Parameter limit: at most so many messages; nil for as many as the broker gives at once.
    static func request(
        acknowledging taken: [TokenID], limit: Int?, waits: Bool
    ) -> JSONValue {
        .object(leavingOutNil: [
            "ack": taken.isEmpty ? nil : .array(taken.map { .string($0.text) }),
            "maxEvents": limit.map { .integer(Int64($0)) },
            "returnImmediately": .boolean(!waits),
        ])
    }
}
