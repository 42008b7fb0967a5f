// SPDX-License-Identifier: Apache-2.0

import Intake
import Ledger
import Safeguarding
import TransparencyLog
import Wire

extension Transaction {
    /// Enters the keys that the setting in force revokes and of which the log does not say it yet.
    mutating func revokeKeys() throws(StoreFailure) {
        let revoked = setting.frontDoor.keyring.keys.compactMap { key in
            key.revokedAt.map { RevokedFacts(agency: key.agency, kid: key.kid, revokedAt: $0) }
        }
        for facts in revoked.sorted(by: { ($0.agency.uri, $0.kid) < ($1.agency.uri, $1.kid) }) {
            try revoke(facts)
        }
    }

    /// Enters that a key was revoked, and tells its agency: once, whoever says it how often.
    mutating func revoke(_ facts: RevokedFacts) throws(StoreFailure) {
        for entry in try store.entries(.revocations(of: facts.agency)) {
            guard case .revoked(let known) = try entry.restored(origin: origin.base).facts else {
                continue
            }
            if known.kid == facts.kid, known.revokedAt == facts.revokedAt { return }
        }
        let entry = try record(Happening(.revoked(facts)), partnership: 0)
        count("revocations")
        try issue(
            Notice(
                type: .brokerNotified, partnership: nil, thread: nil,
                recipients: [facts.agency],
                payload: [
                    "sender_role": "broker", "kind": .string(NoticeKind.keyRevoked.rawValue),
                    "what_to_do": .string(Self.whatToDo(about: facts)), "proof": entry.disclosure,
                ]))
    }

    private static func whatToDo(about facts: RevokedFacts) -> String {
        let isCertified = facts.certificate != nil
        return "Your \(isCertified ? "certificate" : "key") \(facts.kid) is revoked from "
            + "\(facts.revokedAt.rfc3339): sign with another. Look through what was taken under it "
            + "from then on with `baton audit revoked`, and tell the recipients what you did not send."
    }

    /// Enters what can be told now of messages that were accepted in doubt, by partnership; what was
    /// settled meanwhile stays so.
    mutating func settle(
        _ verdicts: [(message: Int64, partnership: Int, isRevoked: Bool)]
    ) throws(StoreFailure) {
        var open: [(message: Int64, partnership: Int, isRevoked: Bool)] = []
        for verdict in verdicts where try store.entries(.settling(verdict.message)).isEmpty {
            open.append(verdict)
        }
        let groups = Dictionary(grouping: open, by: \.partnership)
        for (partnership, group) in groups.sorted(by: { $0.key < $1.key }) {
            let facts = SettledFacts(
                clear: group.filter { !$0.isRevoked }.map(\.message),
                revoked: group.filter(\.isRevoked).map(\.message))
            try record(Happening(.settled(facts)), partnership: partnership)
            count("doubts_settled", group.count)
        }
    }
}
