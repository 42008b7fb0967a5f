// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Intake
import Ledger
import Routing
import Safeguarding
import Signing
import Wire

extension Transaction {
    /// Issues a message of the broker's own: signed, kept, routed to exactly those named, logged.
    mutating func issue(_ notice: Notice) throws(StoreFailure) {
        guard !notice.recipients.isEmpty else { return }
        let token =
            notice.token ?? fresh { text throws(IdentifierError) in try TokenID(text) }
        let thread = notice.thread ?? fresh { text throws(IdentifierError) in try ThreadID(text) }
        let signed = try sign(notice, token, thread)
        let sealed = SealedMessage(
            signed, digest: signed.signingInputDigest, vault: setting.vault,
            random: world.random(SealedMessage.randomBytes))
        let facts = MessageFacts(
            issuer: setting.broker, via: nil, kid: setting.signature.key.publicKey.kid,
            thread: thread, token: token, type: notice.type, issuedAt: now.seconds,
            occurredAt: nil, late: [], commitment: sealed.commitment,
            configuration: configuration, follows: try follows(nil, thread), root: nil)
        let parts =
            [Part.routing(RoutingPart(recipients: notice.recipients))]
            + notice.recipients.map {
                .handoff(Recipient(agency: $0, reason: .told, agreement: nil))
            }
        try record(
            Happening(.issued(facts), parts: parts), partnership: notice.partnership?.number ?? 0,
            attachment: Attachment(
                message: sealed, indexed: setting.vault.indexed(token),
                particulars: Particulars(
                    restoring: [:], subjects: [], pseudonyms: [],
                    indexKey: setting.vault.currentIndexKey)))
        woken.formUnion(notice.recipients)
        count("issued")
        count("signatures")
    }

    private func fresh<ID>(_ make: (String) throws(IdentifierError) -> ID) -> ID {
        do throws(IdentifierError) { return try make(world.uuid()) } catch {
            preconditionFailure("a fresh UUID is a good identifier")
        }
    }

    private func sign(
        _ notice: Notice, _ token: TokenID, _ thread: ThreadID
    ) throws(StoreFailure) -> CompactJWS {
        let audience =
            (notice.partnership.map { [$0.id.uri] } ?? []) + notice.recipients.map(\.uri)
        let claims: JSONValue = [
            "iss": .string(setting.broker.uri), "iat": .integer(now.seconds),
            "jti": .string(token.text), "txn": .string(thread.text),
            "aud": .array(audience.map(JSONValue.string)),
            "sub_id": ["format": "opaque", "id": .string(thread.text)],
            "events": .object([JSONMember(notice.type.uri, notice.payload)]),
        ]
        let signature = setting.signature
        let header = JOSEHeader.value(
            algorithm: signature.algorithm, type: .securityEvent,
            keyID: signature.key.publicKey.kid)
        do throws(SigningError) {
            return try CompactJWS.signed(
                header: header, payload: claims.canonical, by: signature.key,
                algorithm: signature.algorithm)
        } catch {
            throw .refused("the broker's key cannot sign its notices: \(error)")
        }
    }
}
