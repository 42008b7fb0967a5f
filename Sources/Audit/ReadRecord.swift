// SPDX-License-Identifier: Apache-2.0

package import Ledger
package import Safeguarding
package import Wire

/// A read as the log notes it.
package struct ReadRecord: Sendable, Hashable {
    /// Its entry.
    package let entry: Int64
    /// When.
    package let at: Instant
    /// The number of the partnership that it concerns; 0 for several, or none.
    package let partnership: Int
    /// Who, what, and for what purpose.
    package let facts: ReadFacts
    /// What was done to the message that was read, as far as the viewer may know.
    package var amended: [ShownAmendment] = []
    /// Whether the viewer is told that somebody read, and not who: of a restricted thread that would name a
    /// party to it.
    package var isWithheld = false

    /// Takes up a read.
    package init(entry: Int64, at: Instant, partnership: Int, facts: ReadFacts) {
        self.entry = entry
        self.at = at
        self.partnership = partnership
        self.facts = facts
    }

    /// The read as `GET /audit/reads` lists it.
    package var json: JSONValue {
        guard !isWithheld else {
            return [
                "index": .integer(entry), "at": .string(at.rfc3339),
                "question": .string(facts.question), "withheld": "restricted",
            ]
        }
        return .object(leavingOutNil: [
            "index": .integer(entry), "at": .string(at.rfc3339),
            "agency": .string(facts.agency.uri), "person": facts.person.map(JSONValue.string),
            "question": .string(facts.question), "txn": facts.thread.map { .string($0.text) },
            "message": facts.message.map(JSONValue.integer),
            "amended": amended.json(withholding: false),
            "purpose": facts.purpose.map(JSONValue.string),
            "reference": facts.reference.map(JSONValue.string),
            "given": facts.given.isEmpty
                ? nil
                : .object(
                    facts.given.sorted { $0.key < $1.key }.map {
                        JSONMember($0.key, .string($0.value))
                    }),
        ])
    }
}
