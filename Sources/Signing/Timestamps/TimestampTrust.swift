// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// Whose timestamps are believed, and under which policies.
package struct TimestampTrust: Sendable {
    private let anchors: [CertificateHandle]
    private let others: [CertificateHandle]
    private let lists: RevocationLists
    private let policies: Set<TimestampPolicy>?

    /// Takes the certificates that an authority publishes, each in DER: those that sign themselves are
    /// anchors, the others only help to get there.
    ///
    /// `policies` are those that are taken, nil for any. `revocationLists` are in DER and may be out of
    /// date: what they do not say is marked on the token. Throws `noAnchor`, or what cannot be read.
    package init(
        certificates: [[UInt8]], revocationLists: [[UInt8]] = [],
        policies: Set<TimestampPolicy>? = nil
    ) throws(TimestampFault) {
        var handles: [CertificateHandle] = []
        for (position, der) in certificates.enumerated() {
            guard let handle = CertificateHandle.reading(der) else {
                throw .unreadableCertificate(position)
            }
            handles.append(handle)
        }
        var lists: [RevocationListHandle] = []
        for (position, der) in revocationLists.enumerated() {
            guard let handle = RevocationListHandle.reading(der) else {
                throw .unreadableList(position)
            }
            lists.append(handle)
        }
        anchors = handles.filter(\.signsItself)
        others = handles.filter { !$0.signsItself }
        self.lists = RevocationLists(lists)
        self.policies = policies
        guard !anchors.isEmpty else { throw .noAnchor }
    }

    /// Verifies the answer to a request.
    ///
    /// Throws the first rule that is broken, in the order of RFC 3161 section 2.2: status, content,
    /// signature, certificate, chain at the time of stamping, revocation. It does not compare the time
    /// with now: who asks knows when it asked.
    package func verify(
        _ response: TimestampResponse, to request: TimestampRequest
    ) throws(TimestampFault) -> TimestampToken {
        guard let token = response.token else {
            throw .notGranted(response.status, response.failures, response.text)
        }
        return try verify(token, over: request.imprint, answering: request)
    }

    /// Verifies an archived token in DER over what it stamps, years later and without its request.
    package func verify(
        _ token: [UInt8], over imprint: MessageImprint
    ) throws(TimestampFault) -> TimestampToken {
        try verify(token, over: imprint, answering: nil)
    }

    private func verify(
        _ der: [UInt8], over imprint: MessageImprint, answering request: TimestampRequest?
    ) throws(TimestampFault) -> TimestampToken {
        guard der.count <= TimestampLimits.responseBytes else {
            throw .tooLong(der.count, limit: TimestampLimits.responseBytes)
        }
        let token = try SignedToken(parsing: der)
        let info = try token.info()
        try check(info, over: imprint, answering: request)
        let carried = try token.certificates()
        for handle in anchors + others { carried.append(handle.pointer) }
        let signer = try token.verifySignature(
            knowing: carried, mustCarry: request?.wantsCertificate ?? false)
        guard let certificate = signer.certificate else { throw .certificateUnknown }
        try AuthorityChain.checkUsage(of: certificate)
        let chain = try AuthorityChain.verified(
            from: certificate, through: carried, to: anchors, at: info.genTimeSeconds)
        try signer.checkNamed(chain)
        guard token.names(certificate) else { throw .authorityName }
        let revocation = try lists.check(chain, at: info.genTimeSeconds)
        return TimestampToken(
            info: info, revocation: revocation, validUntil: AuthorityChain.firstEnd(of: chain))
    }

    private func check(
        _ info: TimestampInfo, over imprint: MessageImprint, answering request: TimestampRequest?
    ) throws(TimestampFault) {
        guard info.imprint == imprint else {
            throw .imprintMismatch(asked: imprint, stamped: info.imprint)
        }
        if let nonce = request?.nonce, info.nonce != nonce { throw .nonceMismatch }
        if let asked = request?.policy, info.policy != asked {
            throw .policyNotAsked(info.policy, asked: asked)
        }
        if let policies, !policies.contains(info.policy) { throw .policyNotAllowed(info.policy) }
    }
}
