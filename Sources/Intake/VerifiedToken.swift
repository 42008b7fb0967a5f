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
        var reason: Refusal?
        let digest = token.jws.signingInputDigest
        for key in try candidates(for: token) {
            do throws(Refusal) {
                try key.check(token, digest)
                return VerifiedToken(received: token, key: key, digest: digest)
            } catch { reason = reason ?? error }
        }
        throw RefusedToken(reason ?? Self.unattributable(token))
    }

    private func candidates(for token: ReceivedToken) throws(RefusedToken) -> [RegisteredKey] {
        guard case .success(let payload) = token.payload, payload.root.kind == .object else {
            return keys(named: token.kid)
        }
        guard let written = payload.root["iss"] else {
            return keys(named: token.kid)
        }
        guard let text = written.string else {
            throw RefusedToken(.claim(.wrongType("iss", expected: "a string, your agency's URI")))
        }
        guard let issuer = try? AgencyID(text), knows(issuer) else {
            throw RefusedToken(.unknownIssuer(text))
        }
        if let key = key(token.kid, of: issuer) {
            do throws(CertificateFault) { try check(token.header, against: key) } catch {
                throw RefusedToken(.certificate(error))
            }
            return [key]
        }
        guard token.namesCertificate, let trust else {
            throw RefusedToken(.unknownKey(issuer: issuer, kid: token.kid))
        }
        let issuedAt: Int64
        do throws(ClaimFault) { issuedAt = try ClaimsReading.issuedAt(payload.root) } catch {
            throw RefusedToken(.claim(error))
        }
        do throws(CertificateFault) {
            return [heeding(try trust.key(token.header, of: issuer, at: issuedAt))]
        } catch { throw RefusedToken(.certificate(error)) }
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
    fileprivate func check(
        _ token: ReceivedToken, _ digest: SHA256Digest
    ) throws(Refusal) {
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
    }
}
