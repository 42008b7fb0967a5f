// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
import Schema
import Wire

/// Examines messages: bytes, then a proven token, then a message that is let in or refused.
///
/// Made anew at each load of the configuration; it holds no state that changes and does no I/O. A
/// reference, since each message takes the one along that it was examined by.
package final class FrontDoor: Sendable {
    /// The keys of all agencies.
    package let keyring: Keyring
    /// The event types and their schemas.
    package let catalogue: Catalogue
    /// Agencies, partnerships, agreements.
    package let directory: Directory
    /// The limits of the front door.
    package let limits: IntakeLimits

    /// Opens a front door.
    package init(
        keyring: Keyring, catalogue: Catalogue, directory: Directory,
        limits: IntakeLimits = IntakeLimits()
    ) {
        self.keyring = keyring
        self.catalogue = catalogue
        self.directory = directory
        self.limits = limits
    }

    /// Takes bytes and proves who signed them.
    package func verify(_ bytes: [UInt8]) throws(RefusedToken) -> VerifiedToken {
        try keyring.verify(ReceivedToken(parsing: bytes, limits: limits))
    }

    /// Judges everything that a message says of itself, and collects every reason against it.
    ///
    /// - Parameter carrier: the agency that called, by its certificate or bearer token.
    /// - Parameter now: the broker's clock.
    /// - Parameter clock: how it stands; while it is in doubt `iat` is marked and not judged.
    package func examine(
        _ token: VerifiedToken, carriedBy carrier: AgencyID, now: Instant,
        clock: ClockStanding = .believed
    ) -> Examination {
        var reasons: [Refusal] = []
        let via = carrier == token.key.agency ? nil : carrier
        if let via, token.key.operatedBy != via {
            reasons.append(.carrier(caller: via, issuer: token.key.agency))
        }
        let judged = clock == .believed ? now : nil
        let revocation = revocation(of: token, now: now)
        guard let reading = token.reading(limits: limits, now: judged) else {
            reasons.append(token.payloadFault)
            reasons += objections(to: token, revocation, issuedAt: nil, now: now)
            return .refused(
                RefusedMessage(
                    token, reading: nil, audience: nil, entry: nil, via: via, reasons: reasons))
        }
        reasons += reading.faults.map(Refusal.claim)
        reasons += objections(to: token, revocation, issuedAt: reading.issuedAt, now: now)
        let audience = audience(of: token, &reasons)
        let entry = entry(for: reading, &reasons)
        guard reasons.isEmpty, let claims = reading.claims, let audience, let entry else {
            return .refused(
                RefusedMessage(
                    token, reading: reading, audience: audience, entry: entry, via: via,
                    reasons: reasons))
        }
        var doubts: [LateMark] = []
        if case .doubtful = revocation { doubts = [.revocationInDoubt] }
        return .admissible(admit(token, claims, audience, entry, via: via, now: judged, doubts))
    }

    /// How the certificates of a token stand now; nil for a key that needs none.
    private func revocation(of token: VerifiedToken, now: Instant) -> RevocationStanding? {
        guard let path = token.key.path else { return nil }
        return keyring.trust?.standing(of: path, at: now)
    }

    /// Why key or certificates are not good for a message: whether they were revoked, or the key is long
    /// over, is known of one without a readable `iat` too.
    private func objections(
        to token: VerifiedToken, _ revocation: RevocationStanding?, issuedAt: Int64?, now: Instant
    ) -> [Refusal] {
        var reasons: [Refusal] = []
        let objection = token.key.objection(
            issuedAt: issuedAt.map(Instant.init(seconds:)), receivedAt: now,
            graceSeconds: limits.keyGraceSeconds)
        if let objection { reasons.append(.keyNotInForce(kid: token.key.kid, objection)) }
        if case .revoked(let position) = revocation {
            let fault = CertificateFault.revoked(position: position)
            reasons.append(.certificate(fault.shown(in: token.received.header)))
        }
        return reasons
    }

    private func audience(of token: VerifiedToken, _ reasons: inout [Refusal]) -> Audience? {
        let (audience, faults) = Audience.reading(
            token.claimsNode?["aud"], in: directory, limit: limits.audienceMembers)
        reasons += faults.map(Refusal.audience)
        return audience
    }

    private func entry(
        for reading: ClaimsReading, _ reasons: inout [Refusal]
    ) -> Catalogue.Entry? {
        guard let event = reading.event, let payload = reading.payload else { return nil }
        do throws(Refusal) {
            let entry = try catalogue.entry(event: event, payload: payload)
            if entry.isIssuedByBroker { reasons.append(.issuedByBrokerOnly(entry.type)) }
            reasons += entry.schema.violations(in: payload).map(Refusal.schema)
            return entry
        } catch {
            reasons.append(error)
        }
        // By what it does not name, its payload is not judged; what its type is, is known all the same.
        guard let newest = catalogue.newest(event: event) else { return nil }
        if newest.isIssuedByBroker { reasons.append(.issuedByBrokerOnly(newest.type)) }
        return newest
    }

    private func admit(
        _ token: VerifiedToken, _ claims: Claims, _ audience: Audience, _ entry: Catalogue.Entry,
        via: AgencyID?, now: Instant?, _ doubts: [LateMark]
    ) -> AdmittedMessage {
        let content = MessageContent(claims.payload, as: entry)
        var late = doubts
        if let now {
            let age = now.milliseconds - claims.issuedAt * 1000
            if age > Int64(limits.lateAfterSeconds) * 1000 { late.append(.issuedLongAgo) }
        } else {
            late.append(.clockInDoubt)
        }
        if content.isLateEntry { late.append(.entry) }
        return AdmittedMessage(
            token: token, claims: claims, audience: audience, entry: entry, content: content,
            via: via, late: late)
    }
}

extension VerifiedToken {
    /// The payload as an object of claims, when it is one.
    var claimsNode: JSONNode? {
        guard case .success(let payload) = received.payload, payload.root.kind == .object else {
            return nil
        }
        return payload.root
    }

    /// The claims that can be read, or nil when the payload is not a JSON object.
    func reading(limits: IntakeLimits, now: Instant?) -> ClaimsReading? {
        claimsNode.map { ClaimsReading($0, issuer: key.agency, limits: limits, now: now) }
    }

    fileprivate var payloadFault: Refusal {
        if case .failure(let error) = received.payload { return .payloadNotJSON(error) }
        return .payloadNotObject
    }
}
