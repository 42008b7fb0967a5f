// SPDX-License-Identifier: Apache-2.0

import Safeguarding
package import Signing
import Wire

/// A token whose signature verifies under a key that is registered for its issuer.
///
/// Only `Keyring.verify` makes one. Whether the key was in force, and everything that the payload
/// says, is judged afterwards, so that all reasons can be given at once.
package struct VerifiedToken: Sendable {
    /// The token as it was received.
    package let received: ReceivedToken
    /// The key that verified it.
    package let key: RegisteredKey
    /// SHA-256 of the JWS signing input: what the message *is*, under whichever valid signature.
    ///
    /// ECDSA signatures can be altered by anyone and still verify, so the compact form is not an
    /// identity (standards.md, "Easy to get wrong" 8).
    package let digest: SHA256Digest
}

extension Keyring {
    /// Proves who sent a token, or says why that cannot be done.
    ///
    /// The issuer is read from the payload before it is proven, to find the key; where the payload
    /// is not strict JSON the key is found by `kid` alone, so that a sender whose system writes bad
    /// JSON is still known by its good signature.
    package func verify(_ token: ReceivedToken) throws(RefusedToken) -> VerifiedToken {
        let digest = token.jws.signingInputDigest
        if let key = try key(for: token) {
            do throws(Refusal) { return try key.verified(token, digest) } catch {
                throw RefusedToken(error)
            }
        }
        var reason: Refusal?
        for key in keys(named: token.kid) {
            do throws(Refusal) { return try key.verified(token, digest) } catch {
                reason = reason ?? error
            }
        }
        throw RefusedToken(reason ?? Self.unattributable(token))
    }

    /// The one key that can have signed a token; nil when its payload names no issuer.
    private func key(for token: ReceivedToken) throws(RefusedToken) -> RegisteredKey? {
        guard case .success(let payload) = token.payload, payload.root.kind == .object,
            let written = payload.root["iss"]
        else { return nil }
        if let key = onlyKey(named: token.kid, of: written) {
            return try uncontradicted(key, by: token)
        }
        guard let text = written.string else {
            throw RefusedToken(.claim(.wrongType("iss", expected: "a string, your agency's URI")))
        }
        guard let issuer = try? AgencyID(text), knows(issuer) else {
            throw RefusedToken(.unknownIssuer(text))
        }
        if let key = key(token.kid, of: issuer) { return try uncontradicted(key, by: token) }
        guard token.namesCertificate, let trust else {
            throw RefusedToken(.unknownKey(issuer: issuer, kid: token.kid))
        }
        let issuedAt: Int64
        do throws(ClaimFault) { issuedAt = try ClaimsReading.issuedAt(payload.root) } catch {
            throw RefusedToken(.claim(error))
        }
        do throws(CertificateFault) {
            return heeding(try trust.key(token.header, of: issuer, at: issuedAt))
        } catch { throw RefusedToken(.certificate(error)) }
    }

    /// A key that a token names, unless a certificate in its header contradicts it.
    private func uncontradicted(
        _ key: RegisteredKey, by token: ReceivedToken
    ) throws(RefusedToken) -> RegisteredKey {
        do throws(CertificateFault) { try check(token.header, against: key) } catch {
            throw RefusedToken(.certificate(error))
        }
        return key
    }

    private static func unattributable(_ token: ReceivedToken) -> Refusal {
        switch token.payload {
        case .failure(let error): .payloadNotJSON(error)
        case .success(let payload) where payload.root.kind == .object: .claim(.missing("iss"))
        case .success: .payloadNotObject
        }
    }
}

extension RegisteredKey {
    fileprivate func verified(
        _ token: ReceivedToken, _ digest: SHA256Digest
    ) throws(Refusal) -> VerifiedToken {
        let algorithm = token.header.algorithm
        guard algorithms.contains(algorithm) else {
            throw .algorithmNotAllowed(algorithm.rawValue, kid: kid)
        }
        do throws(SignatureError) {
            try key.verify(
                token.jws.signature, over: token.jws.signingInput, digest: digest,
                algorithm: algorithm)
        } catch {
            throw .signatureDoesNotVerify(kid: kid)
        }
        return VerifiedToken(received: token, key: self, digest: digest)
    }
}
