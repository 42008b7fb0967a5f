// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Signing
import Wire

/// The story that `baton demo run` tells, with real processes, real signatures and real HTTP.
///
/// Every step is checked as it happens; the first that does not happen as told ends the story.
struct DemoStory: Sendable {
    let teller: DemoTeller
    private let surroundings: Surroundings

    init(_ teller: DemoTeller, _ surroundings: Surroundings) {
        self.teller = teller
        self.surroundings = surroundings
    }

    typealias Role = DemoAgency.Role

    /// A message of the story: what it is called, and its thread.
    struct Sent {
        let token: String
        let thread: String
    }

    /// Plays the story from beginning to end.
    func play() async throws(ToolFailure) {
        var pace = DemoPace()
        let whole = try playWholeThread(&pace)
        try playIncident()
        let broken = try playUnansweredReferral()
        try await playForgery()
        try playMalformed()
        try await playDeadline(broken)
        try show(whole, broken, pace)
        try showBreakdown(broken)
        try keepEvidence(whole, broken)
    }

    /// A referral that is handled as it should be.
    private func playWholeThread(_ pace: inout DemoPace) throws(ToolFailure) -> Sent {
        let opened = surroundings.now()
        let referral = try send("referral.made", as: .police, to: [.council, .school])
        try teller.tell("Police refer a child to the council's front door: \(referral.token)")
        let standing = try teller.json(["messages", referral.token], as: "police")
        let recipients = standing["recipients"]?.elements.compactMap { $0["agency"]?.string } ?? []
        try teller.check(
            recipients == [Role.council.uri, Role.health.uri], "council and health receive it")
        try teller.tell("Health receives a copy: it subscribes to referrals")
        let excluded = standing["excluded"]?[0]
        try teller.check(
            excluded?["agency"]?.string == Role.school.uri
                && excluded?["rule"]?.string == "no-agreement", "the school is left out")
        try teller.tell("The school is left out, by rule: no agreement lets a referral go there")

        try takes(.council, referral)
        try teller.tell("The council's system takes it: delivered, which is nobody's decision yet")
        _ = try reply(referral.token, "message.acknowledged", as: .council)
        pace.note("R1", opened: opened, answered: surroundings.now())
        try teller.tell("A team at the front door acknowledges it, signed by the council")
        let decided = surroundings.now()
        let decision = try reply(referral.token, "referral.decided", as: .council)
        pace.note("R2", opened: opened, answered: surroundings.now())
        try teller.tell("The council decides")
        _ = try reply(decision, "referrer.informed", as: .council)
        pace.note("R3", opened: decided, answered: surroundings.now())
        try takes(.police, referral, of: "referrer.informed")
        try teller.tell("The police are told the outcome: the thread is whole")
        for line in pace.lines { try teller.tell(line) }
        return referral
    }

    /// A referral that is delivered, and then nobody looks at it.
    private func playUnansweredReferral() throws(ToolFailure) -> Sent {
        let referral = try send("referral.made", as: .health, to: [.council])
        try teller.tell("Health refer another child to the council: \(referral.token)")
        try takes(.council, referral)
        try teller.tell("The council's system takes it; the clock for a person's answer runs")
        return referral
    }

    /// A message in the name of the police, under a key that is not theirs.
    private func playForgery() async throws(ToolFailure) {
        let node = try NodeFile(path: "\(teller.folder)/nodes/police.json")
        let draft = Draft(
            type: EventType(name: "referral.made", major: 1),
            payload: try Files.read("\(teller.folder)/referral.made.json"),
            token: surroundings.freshToken(), thread: surroundings.freshThread(),
            audience: [DemoPartnership.partnership, Role.council.uri], issuedAt: surroundings.now())
        let forged = try Self.forge(draft.signed(by: node), kid: node.kid)
        var client = BrokerClient(node: node, in: surroundings)
        do throws(ToolFailure) {
            _ = try await client.send(forged.token)
        } catch {
            try teller.check(
                error.status == .data && error.description.contains("authentication_failed"),
                "the forged referral is refused as forged")
            return try teller.tell("A forged referral is refused: its signature does not verify")
        }
        try teller.check(false, "the forged referral is refused")
    }

    private static func forge(
        _ honest: CompactJWS, kid: String
    ) throws(ToolFailure) -> CompactJWS {
        do throws(SigningError) {
            return try CompactJWS.signed(
                header: JOSEHeader.value(algorithm: .es256, type: .securityEvent, keyID: kid),
                payload: honest.payloadBytes, by: .generate(.p256), algorithm: .es256)
        } catch {
            throw ToolFailure(.configuration, "A fresh key does not sign: \(error)")
        }
    }

    private func playMalformed() throws(ToolFailure) {
        let path = "\(teller.folder)/referral.made.json"
        let good = try Files.read(path)
        guard let document = try? JSONDocument(parsing: good, limits: .schema) else {
            throw ToolFailure(.data, "\(path) is no JSON")
        }
        let kept = (document.root.value.members ?? []).filter {
            $0.name != "urgency" && $0.name != "concern_summary"
        }
        try Files.writeNew("\(teller.folder)/malformed.json", JSONValue.object(kept).canonical)
        let ending = try teller.baton(
            ["send", "referral.made", "malformed.json"], as: "police", ending: 65)
        for place in ["/urgency", "/concern_summary"] {
            try teller.check(ending.complaints.contains(place), "the refusal names \(place)")
        }
        try teller.tell("A malformed referral is refused: /urgency and /concern_summary are named")
    }

    private func playDeadline(_ broken: Sent) async throws(ToolFailure) {
        for rule in ["R1", "R2"] {
            try await teller.until(30, "\(rule) is missed") { () throws(ToolFailure) in
                let missed = try teller.json(
                    ["audit", "missed", "--rule", rule], as: "partnership")
                return missed["items"]?.elements.contains {
                    $0["jti"]?.string == broken.token
                } ?? false
            }
            let what = rule == "R1" ? "acknowledged it" : "decided"
            try teller.tell("Nobody at the council \(what) in time: \(rule) is missed, and logged")
        }
        let notices = try teller.baton(["poll", "--ack"], as: "health").output
        try teller.check(notices.contains("handoff.missed"), "health is told of the miss")
        try teller.tell("The broker's signed notice is in the mailboxes of health and council")
    }

    private func show(_ whole: Sent, _ broken: Sent, _ pace: DemoPace) throws(ToolFailure) {
        for (title, sent) in [("whole", whole), ("broken", broken)] {
            try teller.say("\nThe audit of the thread that is \(title):\n")
            let audit = ["audit", "thread", sent.thread]
            let expectations = try teller.json(audit, as: "partnership")["expectations"]
            let verdicts = expectations?.elements.map { pace.told(Self.verdict($0)) } ?? []
            // What the decision opened besides, such as who has the case, is open for days.
            let wanted =
                title == "whole"
                ? ["R1 met", "R2 met", "R3 met", "R4 open", "R15 open"]
                : ["R1 missed", "R2 missed"]
            try teller.check(Set(verdicts) == Set(wanted), "the thread is \(title)")
            try show(teller.baton(audit, as: "partnership").output)
        }
        let receipt = try teller.baton(["receipt", whole.token], as: "police").output
        try Files.writeNew("\(teller.folder)/receipt.tlog-proof", Array(receipt.utf8))
        let verified = try teller.baton(["verify", "receipt.tlog-proof"], as: "council").output
        try teller.say("\nThe receipt of the first referral, verified by the council:\n")
        try show(verified)
    }

    /// What the partnership's business manager sees at the end of the day.
    private func showBreakdown(_ broken: Sent) throws(ToolFailure) {
        let list = try teller.json(["audit", "missed"], as: "partnership")["items"]
        let missed = list.map { Array($0.elements) } ?? []
        // What belongs to the broken thread is all there; what else fell due meanwhile is told too.
        let wanted = ["R1": "B3", "R2": "B3"]
        for (rule, breakPoint) in wanted {
            try teller.check(
                missed.contains {
                    $0["txn"]?.string == broken.thread && $0["rule"]?.string == rule
                        && $0["break_point"]?.string == breakPoint
                        && $0["owed_by"]?.string == Role.council.uri
                }, "\(rule) of the broken thread is broken at \(breakPoint), by the council")
        }
        try teller.say("\nWhere sharing broke down, by break point and by who owed it:\n")
        // The same list again, reckoned from every entry of the log.
        _ = try teller.baton(["audit", "missed", "--prove"], as: "partnership")
        // And every referral, with what became of it.
        _ = try teller.baton(["audit", "referrals", "--prove"], as: "partnership")
        try show(Breakdown(of: missed).table.lines(styled: false).joined(separator: "\n"))
    }

    private static func verdict(_ expectation: JSONNode) -> String {
        "\(expectation["rule"]?.string ?? "") \(expectation["verdict"]?.string ?? "")"
    }

    private func show(_ output: String) throws(ToolFailure) {
        for line in output.split(separator: "\n", omittingEmptySubsequences: false) {
            try teller.say("  \(line)")
        }
    }

    /// Sends the example of a type, in a thread of its own or in one that there is.
    func send(
        _ type: String, as role: Role, to recipients: [Role], in thread: String? = nil
    ) throws(ToolFailure) -> Sent {
        let file = try example(of: type)
        let joining = thread.map { ["--txn", $0] } ?? []
        let sent = try teller.json(
            ["send", type, file, "--to"] + recipients.map(\.uri) + joining, as: role.rawValue)
        guard let token = sent["jti"]?.string, let thread = sent["txn"]?.string else {
            throw ToolFailure(.data, "baton send gave neither jti nor txn")
        }
        return Sent(token: token, thread: thread)
    }

    /// Answers a message with the example of a type; gives the answer's `jti`.
    func reply(
        _ token: String, _ type: String, as role: Role
    ) throws(ToolFailure) -> String {
        let file = try example(of: type)
        let sent = try teller.json(["reply", token, type, file], as: role.rawValue)
        return sent["jti"]?.string ?? ""
    }

    /// The shipped example of a type, in a file of the folder; made once.
    private func example(of type: String) throws(ToolFailure) -> String {
        let name = "\(type).json"
        guard !Files.exists("\(teller.folder)/\(name)") else { return name }
        let example = try teller.baton(["schema", "new", type]).output
        try Files.writeNew("\(teller.folder)/\(name)", Array(example.utf8))
        return name
    }

    /// An agency's system takes what waits for it, and the message is among it.
    func takes(
        _ role: Role, _ sent: Sent, of type: String? = nil
    ) throws(ToolFailure) {
        let taken = try teller.baton(["poll", "--ack"], as: role.rawValue).output
        try teller.check(
            taken.contains(type ?? sent.token) && taken.contains(sent.thread),
            "\(role.rawValue) finds the message in its mailbox")
    }
}
