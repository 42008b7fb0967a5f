// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
package import Schema
package import Signing
package import Wire

/// One reason for which a token is not let in.
///
/// The set is closed: whoever branches on it must answer every case. What a reason is called on
/// the wire (RFC 8935 section 2.4) stands in `Web`, in one file.
package enum Refusal: Error, Sendable, Hashable {
    /// The body is not a compact JWS: three non-empty base64url parts (RFC 7515 section 7.1).
    case malformedToken(JWSError)
    /// The JOSE header breaks a rule of the profile (standards.md 1.1).
    case header(HeaderFault)
    /// The payload is not strict I-JSON (RFC 7493).
    case payloadNotJSON(JSONError)
    /// The payload is JSON, but not an object.
    case payloadNotObject
    /// No agency of this broker has that issuer URI.
    case unknownIssuer(String)
    /// The issuer is known, the key is not one of its own.
    case unknownKey(issuer: AgencyID, kid: String)
    /// The key exists, but was not in force for a message of that time.
    case keyNotInForce(kid: String, KeyStanding)
    /// The certificate does not prove that the issuer signed.
    case certificate(CertificateFault)
    /// The key may not be used with that algorithm.
    case algorithmNotAllowed(String, kid: String)
    /// The signature does not verify under the issuer's key.
    case signatureDoesNotVerify(kid: String)
    /// A claim is missing or wrong.
    case claim(ClaimFault)
    /// The audience does not name one partnership of this broker and registered agencies only.
    case audience(AudienceFault)
    /// The caller may not carry messages of that issuer.
    case carrier(caller: AgencyID, issuer: AgencyID)
    /// The `jti` was used before by this issuer with other content.
    case tokenReused(TokenID)
    /// The message with this `jti` was accepted once and has been purged.
    case purged(TokenID)
    /// No schema of this broker describes the event type.
    case unknownEventType(String)
    /// The type is one that only the broker itself issues.
    case issuedByBrokerOnly(EventType)
    /// The payload names a schema that does not describe its event type.
    case foreignSchema(String, EventType)
    /// The payload breaks its schema.
    case schema(Violation)
    /// The sender neither sent nor received anything in the thread it wants to join.
    case threadNotYours(ThreadID)
    /// `in_reply_to` names nothing that this sender sent or received in the thread.
    case unknownAnswered
    /// The type of this message does not answer the type of the message it names.
    case answersWrongType(EventType, answered: EventType)
    /// The thread does not exist yet, and a message of this type cannot open one.
    case opensNothing(EventType)
}

/// Why a key is not good for a message: the four instants of interfaces.md section 3.
package enum KeyStanding: Sendable, Hashable {
    /// The message was issued before the key came into force.
    case notYet(from: Instant, issuedAt: Instant)
    /// The message was issued at or after the end of the key.
    case ended(until: Instant, issuedAt: Instant)
    /// The message arrived more than a day after the end of the key.
    case receivedTooLate(until: Instant, receivedAt: Instant)
    /// The key was revoked before the message arrived.
    case revoked(at: Instant, receivedAt: Instant)
}

/// What is wrong with a registered claim of the SET (RFC 8417 section 2.2, standards.md 1.1).
package enum ClaimFault: Error, Sendable, Hashable {
    /// A required claim is absent.
    case missing(String)
    /// A claim has the wrong JSON type.
    case wrongType(String, expected: String)
    /// A claim has the right type and an impossible value.
    case malformed(String, why: String)
    /// A claim that the profile forbids is present.
    case forbidden(String)
    /// `iat` lies further ahead of the broker's clock than the skew allows.
    case issuedInFuture(issuedAt: Instant, now: Instant, allowedSeconds: Int)

    /// The claim that is meant.
    package var claim: String {
        switch self {
        case .missing(let claim), .forbidden(let claim): claim
        case .wrongType(let claim, _), .malformed(let claim, _): claim
        case .issuedInFuture: "iat"
        }
    }
}

/// What is wrong with `aud` (interfaces.md section 3).
package enum AudienceFault: Sendable, Hashable {
    /// `aud` is absent.
    case missing
    /// `aud` is neither a string nor an array of strings.
    case wrongType
    /// No partnership of this broker is named.
    case noPartnership
    /// More than one partnership is named.
    case severalPartnerships([String])
    /// A member is neither a partnership nor a registered agency.
    case unknown(String)
    /// More members are named than the limit allows.
    case tooMany(limit: Int)
    /// A member is named twice.
    case repeated(String)
}
