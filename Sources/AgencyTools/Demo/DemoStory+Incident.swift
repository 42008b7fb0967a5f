// SPDX-License-Identifier: Apache-2.0

import Wire

extension DemoStory {
    /// An incident that the police attend, and what the partners do about it together.
    func playIncident() throws(ToolFailure) {
        let incident = try send("incident.notified", as: .police, to: [.council])
        try teller.tell("Police notify the council of an incident in a family: \(incident.token)")
        _ = try reply(incident.token, "message.acknowledged", as: .council)
        _ = try reply(incident.token, "referral.decided", as: .council)
        try teller.tell(
            "The council acknowledges it and decides; nobody tells the police the outcome (R3)")
        try playEducationNotice()
        try playInformationRequest(in: incident)
        try playStrategyDiscussion(in: incident)
    }

    /// What concerns one child and one school goes there, and nobody can subscribe to it.
    private func playEducationNotice() throws(ToolFailure) {
        let notice = try send("education.notified", as: .police, to: [.school])
        let standing = try teller.json(["messages", notice.token], as: "police")
        let recipients = standing["recipients"]?.elements.compactMap { $0["agency"]?.string } ?? []
        try teller.check(recipients == [Role.school.uri], "the school alone receives it")
        try takes(.school, notice)
        try teller.tell("The child's school is told before the next school day, and nobody else")
    }

    private func playInformationRequest(in incident: Sent) throws(ToolFailure) {
        let request = try send(
            "information.requested", as: .council, to: [.health], in: incident.thread)
        try takes(.health, request)
        _ = try reply(request.token, "information.provided", as: .health)
        try takes(.council, request, of: "information.provided")
        try teller.tell("The council asks health what they know, and health answer")
    }

    private func playStrategyDiscussion(in incident: Sent) throws(ToolFailure) {
        let request = try send(
            "strategy-discussion.requested", as: .council, to: [.police, .health],
            in: incident.thread)
        for role in [Role.police, .health] {
            try takes(role, request)
            _ = try reply(request.token, "message.acknowledged", as: role)
        }
        _ = try reply(request.token, "strategy-discussion.held", as: .council)
        try takes(.police, request, of: "strategy-discussion.held")
        try teller.tell("Council, police and health hold a strategy discussion, and it is recorded")
    }
}
