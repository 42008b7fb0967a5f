// SPDX-License-Identifier: Apache-2.0

import Audit
import Intake
import Ledger
import Safeguarding

/// How far those who signed under certificates were looked at once more: a value.
///
/// A load may bring a list that names somebody, and a list may come into its time: so each load and
/// each hour begins a round, of signers first and then of messages that were taken in doubt, so many a
/// look. What is found is entered once; a round that a stop cuts short begins anew.
struct SecondLooks: Sendable {
    private var look = HourlyLook()
    /// After which entry signers are looked at; nil once the round has seen all.
    private(set) var signersAfter: Int64?
    /// After which entry messages in doubt are looked at; nil once the round has seen all.
    private(set) var doubtsAfter: Int64?

    /// Begins a round when it is time for one.
    mutating func begin(at steady: Int64, generation: Int) {
        guard look.isDue(at: steady, generation: generation) else { return }
        (signersAfter, doubtsAfter) = (-1, -1)
        look.looked(at: steady, generation: generation)
    }

    /// Saw signers up to the last of a page, or all.
    mutating func sawSigners(to last: Int64?) { signersAfter = last }

    /// Saw messages in doubt up to the last of a page, or all.
    mutating func sawDoubts(to last: Int64?) { doubtsAfter = last }
}

/// How one message's signer stands, as it was found out.
private struct SecondLook {
    let message: MessageRecord
    let facts: MessageFacts
    let standing: SignerStanding

    /// What it says of the signer's key, when that was revoked.
    var revoked: RevokedFacts? {
        guard case .revoked(let found) = standing else { return nil }
        return RevokedFacts(
            agency: facts.issuer, kid: facts.kid, revokedAt: found.since,
            certificate: found.certificate, list: found.list)
    }

    /// Whether the message itself is to be looked through; nil when it cannot be told yet.
    var verdict: (message: Int64, partnership: Int, isRevoked: Bool)? {
        guard standing != .doubtful else { return nil }
        let isRevoked = revoked.map { $0.concerns(facts, at: message.entry.at) } ?? false
        return (message.entry.index, message.entry.partnership, isRevoked)
    }
}

extension Broker {
    /// Looks once more at who signed under certificates, a page at a time.
    func lookAgain(_ looks: inout SecondLooks) async throws(StoreFailure) {
        let (time, setting, generation) = (clock.read(), setting, generation)
        guard time.doubt == nil, setting.frontDoor.keyring.trust != nil else { return }
        looks.begin(at: world.steady(), generation: generation)
        let limit = setting.limits.secondLooks
        if let after = looks.signersAfter {
            let found = try await judge(.signers(after: after, limit: limit), setting)
            try await enter(found.compactMap(\.revoked), [])
            looks.sawSigners(to: found.count < limit ? nil : found.last?.message.entry.index)
        } else if let after = looks.doubtsAfter {
            let found = try await judge(.doubtful(after: after, limit: limit), setting)
            try await enter(found.compactMap(\.revoked), found.compactMap(\.verdict))
            looks.sawDoubts(to: found.count < limit ? nil : found.last?.message.entry.index)
        }
    }

    /// Judges the signers of messages, each signer once.
    private func judge(
        _ query: MessageQuery, _ setting: Setting
    ) async throws(StoreFailure) -> [SecondLook] {
        let now = now
        return try await store.read { store throws(StoreFailure) in
            var known: [String: SignerStanding] = [:]
            var looks: [SecondLook] = []
            for message in try store.messages(query) {
                guard let facts = message.facts else { continue }
                let signer = "\(facts.issuer.uri) \(facts.kid)"
                if known[signer] == nil {
                    known[signer] = try store.standing(of: message, facts, setting, now: now)
                }
                looks.append(
                    SecondLook(message: message, facts: facts, standing: known[signer] ?? .doubtful)
                )
            }
            return looks
        }
    }

    private func enter(
        _ revoked: [RevokedFacts], _ verdicts: [(message: Int64, partnership: Int, isRevoked: Bool)]
    ) async throws(StoreFailure) {
        guard !revoked.isEmpty || !verdicts.isEmpty else { return }
        try await sequencer.enter { transaction throws(StoreFailure) in
            for facts in Set(revoked).sorted(by: { $0.kid < $1.kid }) {
                try transaction.revoke(facts)
            }
            try transaction.settle(verdicts)
        }
    }
}
