// SPDX-License-Identifier: Apache-2.0

import Intake
import Routing
import Safeguarding
import SampleTown
import Wire

/// A sample town whose letters are admitted by its front door, and then routed.
struct SortingOffice {
    let town: SampleTown

    init() throws { town = try SampleTown() }

    /// A letter was refused that a test held for good.
    struct NotAdmitted: Error { let reasons: [Refusal] }

    /// The admitted message of a letter.
    func admit(_ letter: Letter, _ directory: Directory) throws -> AdmittedMessage {
        let door = try town.frontDoor(directory: directory)
        let verified = try door.verify(letter.bytes())
        switch door.examine(
            verified, carriedBy: verified.key.agency, now: SampleTown.morning)
        {
        case .admissible(let message): return message
        case .refused(let message): throw NotAdmitted(reasons: message.refusal.reasons)
        }
    }

    /// What is decided on a letter.
    func decision(
        on letter: Letter, in circle: ThreadCircle = ThreadCircle(), by directory: Directory? = nil,
        at now: Instant = SampleTown.morning
    ) throws -> RoutingDecision {
        let directory = try directory ?? town.directory()
        return Router(directory).route(try admit(letter, directory), in: circle, at: now)
    }

    /// A referral, from the police where a test names nobody else.
    func referral(from sender: Resident? = nil, to recipients: [Resident]) throws -> Letter {
        try town.letter(from: sender ?? town.police, "referral.made", to: recipients)
    }

    /// An answer to a referral that was made by the police.
    func answer(
        _ type: String = "message.acknowledged", from sender: Resident,
        to recipients: [Resident] = []
    ) throws -> Letter {
        try town.answer(
            to: referral(to: [town.council]), from: sender, type, to: recipients)
    }

    /// The circle of an open thread, with what is answered.
    func circle(answering issuer: Resident? = nil, root: Resident? = nil) -> ThreadCircle {
        ThreadCircle(
            members: nil, opener: town.police.id, answeredIssuer: issuer?.id, rootIssuer: root?.id)
    }

    /// The circle of a thread that the police restricted to itself and others.
    func restricted(
        to others: [Resident], answering issuer: Resident? = nil, root: Resident? = nil
    ) -> ThreadCircle {
        ThreadCircle(
            members: Set(others.map(\.id) + [town.police.id]), opener: town.police.id,
            answeredIssuer: issuer?.id, rootIssuer: root?.id)
    }

    /// A subscription of a resident to referrals.
    func subscription(
        of resident: Resident, from: [Resident]? = nil, where conditions: Conditions = .none
    ) -> Subscription {
        Subscription(
            agency: resident.id, partnership: town.partnership, types: ["referral.made"],
            from: from?.map(\.id), where: conditions)
    }
}

extension Letter {
    /// The same letter under the caveat `restricted-operation`.
    var restricted: Letter {
        var letter = self
        letter.set("caveats", ["restricted-operation"])
        return letter
    }
}
