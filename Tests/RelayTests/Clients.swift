// SPDX-License-Identifier: Apache-2.0

import Intake
import Relay
import Safeguarding
import SampleTown
import Signing

/// An authority that certifies the nodes that connect to a listener in TLS.
struct Clients {
    let town: SampleTown
    private let authority = CertificateIssuer(
        named: "The authority of clients",
        validity: (SampleTown.morning.seconds - 400 * 86_400)...(SampleTown.morning.seconds
            + 400 * 86_400))

    init(town: SampleTown) { self.town = town }

    /// The time so many days after the town's morning.
    func time(days: Int64) -> Instant {
        SampleTown.morning.adding(milliseconds: days * 86_400_000)
    }

    /// A certificate of an agency's node, from and until so many days after the town's morning.
    func certificate(
        of resident: Resident, from first: Int64 = -290, ends days: Int64,
        subject: String = "a node", key: PrivateKey = .generate(.p256)
    ) -> Certificate {
        let validity = time(days: first).seconds...(time(days: days).seconds - 1)
        var terms = CertificateTerms.client(of: resident.id.uri, validity: validity)
        terms.subject = subject
        return authority.issue(terms, for: key)
    }

    /// The trust in the authority, which has revoked these.
    func trust(revoking revoked: [Certificate] = []) -> ClientTrust {
        let now = SampleTown.morning.seconds
        let list = authority.revoke(revoked, at: now - 60, next: now + 400 * 86_400)
        return ClientTrust(anchors: [TrustAnchor(authority.certificate)], lists: [list])
    }

    /// What is in force where nodes connect in TLS.
    func setting(
        revoking revoked: [Certificate] = [], directory: Directory? = nil,
        limits: RelayLimits = RelayLimits()
    ) throws -> Setting {
        try town.setting(
            directory: directory, clients: trust(revoking: revoked), limits: limits)
    }

    /// Has a certificate shown to a broker, as a handshake does.
    func connect(_ certificate: Certificate, to broker: Broker) throws {
        let identity = try trust().identity(of: [certificate], at: broker.now)
        broker.note(identity.path, of: identity.agency, for: .connecting)
    }
}
