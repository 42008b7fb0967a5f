// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
package import Wire

/// What a message tells the rules that may open expectations.
package struct OpeningMessage: Sendable {
    /// The name of its event type.
    package let type: String
    /// Its coded particulars.
    package let particulars: [String: String]
    /// Who sent it.
    package let sender: AgencyID
    /// Who receives it.
    package let recipients: [AgencyID]
    /// Those of them who get only the copy of a reply that goes to the issuer of what it answers and of
    /// its root: it asks nothing of them (interfaces.md section 3).
    package let copied: [AgencyID]
    /// Who issued the root of the answers that it belongs to, its own sender when it opens the matter; nil
    /// where that is a notice of the broker's, who refers nobody and owes nothing.
    package let rootIssuer: AgencyID?
    /// When the broker received that root.
    package let rootReceived: Instant
    /// The positions of its subjects in the thread's opening message.
    package let subjects: [Int]
    /// Who was to come to the meeting that it tells of, and who came.
    package let attendance: [Attendee]
    /// When the broker received it.
    package let received: Instant
    /// When what it tells happened (`toe`).
    package let occurred: Instant?
    /// Its payload, for clocks that start at a time told in it.
    package let payload: JSONNode
    /// By how many milliseconds it came late itself, by the id of the rule that it met too late.
    package let lateBy: [String: Int64]
    /// The names of the rules of which it met something.
    package let met: Set<String>

    /// Gathers what rules need.
    package init(
        type: String, particulars: [String: String], sender: AgencyID, recipients: [AgencyID],
        copied: [AgencyID] = [], rootIssuer: AgencyID?, rootReceived: Instant, subjects: [Int],
        attendance: [Attendee] = [], received: Instant, occurred: Instant?, payload: JSONNode,
        lateBy: [String: Int64] = [:], met: Set<String> = []
    ) {
        self.type = type
        self.particulars = particulars
        self.sender = sender
        self.recipients = recipients
        self.copied = copied
        self.rootIssuer = rootIssuer
        self.rootReceived = rootReceived
        self.subjects = subjects
        self.attendance = attendance
        self.received = received
        self.occurred = occurred
        self.payload = payload
        self.lateBy = lateBy
        self.met = met
    }

    /// The recipient that its payload names at a place; nil where it names none.
    func recipient(at pointer: JSONPointer) -> AgencyID? {
        let named = payload.at(pointer)?.string
        return recipients.first { $0.uri == named }
    }

    /// Those of whom it may ask something: its recipients, without who only gets a copy.
    var asked: [AgencyID] { recipients.filter { !copied.contains($0) } }

    /// The agencies that it concerns: who sent it and who receives it.
    var parties: [AgencyID] { [sender] + recipients }
}

/// An agency that was to come to a meeting.
package struct Attendee: Sendable, Hashable {
    /// The agency.
    package let agency: AgencyID
    /// Whether somebody of it came.
    package let isPresent: Bool

    /// Names an agency, and whether it came.
    package init(_ agency: AgencyID, isPresent: Bool) {
        self.agency = agency
        self.isPresent = isPresent
    }

    /// Those whom an attendance list names, each once: an agency came when any of its people did.
    ///
    /// - Parameter list: objects with the members `org`, an agency's URI, and `present`.
    package static func read(_ list: JSONNode?) -> [Attendee] {
        guard let list, list.kind == .array else { return [] }
        var attendees: [Attendee] = []
        for element in list.elements {
            guard let agency = element["org"]?.string.flatMap({ try? AgencyID($0) }) else {
                continue
            }
            let isPresent = element["present"]?.boolean ?? false
            if let place = attendees.firstIndex(where: { $0.agency == agency }) {
                let before = attendees[place].isPresent
                attendees[place] = Attendee(agency, isPresent: before || isPresent)
            } else {
                attendees.append(Attendee(agency, isPresent: isPresent))
            }
        }
        return attendees
    }
}
