// SPDX-License-Identifier: Apache-2.0

import Intake
import Safeguarding
import Signing

/// A certificate that an agency showed, with the path that was found good then.
struct ShownCertificate: Sendable, Hashable {
    /// The agency that the certificate names.
    let agency: AgencyID
    /// What it was shown for.
    let use: CertificateUse
    /// What proved it.
    let path: CertificatePath

    /// The certificate itself.
    var certificate: Certificate { path.signer }

    /// From when it is believed.
    var from: Instant { Instant(seconds: path.secondsBelowAnchor.lowerBound) }

    /// Until when it is believed, exclusive: the first end on its path.
    ///
    /// The anchor does not count: it is the operator's, who is told of it elsewhere.
    var until: Instant { Instant(seconds: path.secondsBelowAnchor.upperBound + 1) }

    /// The step before its end that is reached; nil when that is far off or has come.
    func step(at now: Instant) -> Int? {
        now < until ? EndingStep.reached(at: now, from: from, until: until) : nil
    }

    /// Whether it is in another's place: shown by the same holder for the same use, and good for longer.
    ///
    /// An agency may have several systems, each with a certificate of its own; those of one system have
    /// the same subject, or the same key.
    func follows(_ other: ShownCertificate) -> Bool {
        agency == other.agency && use == other.use && other.until < until
            && certificate.isOfSameHolder(as: other.certificate)
    }
}

extension Setting {
    /// Whether a certificate proves now what it proved when it was shown: its agency is registered, and
    /// its path ends in an authority that is still believed and has revoked nothing of it.
    func believes(_ shown: ShownCertificate, at now: Instant) -> Bool {
        guard directory.agency(shown.agency) != nil else { return false }
        return switch shown.use {
        case .signing:
            frontDoor.keyring.trust?.believes(shown.path, of: shown.agency, at: now) ?? false
        case .connecting: clients?.believes(shown.path, at: now) ?? false
        }
    }
}
