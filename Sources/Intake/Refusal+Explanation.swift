// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Schema
import Signing
import Wire

extension Refusal {
    /// The place of this check in the order of standards.md 1.5, cheap before dear.
    ///
    /// Reasons are reported in this order, and the first decides the `err` code: claims before
    /// audience before carrier.
    package var rank: Int {
        switch self {
        case .malformedToken: 0
        case .header: 1
        case .payloadNotJSON, .payloadNotObject: 2
        case .unknownIssuer: 3
        case .unknownKey: 4
        case .keyNotInForce, .certificate, .algorithmNotAllowed: 5
        case .signatureDoesNotVerify: 6
        case .claim: 7
        case .audience: 8
        case .carrier: 9
        case .tokenReused, .purged: 10
        case .unknownEventType, .issuedByBrokerOnly, .foreignSchema: 11
        case .schema: 12
        case .threadNotYours, .unknownAnswered, .answersWrongType, .opensNothing: 13
        }
    }

    /// Where the fault is: a claim or header name, or a JSON Pointer into the event's payload.
    package var place: String? {
        switch self {
        case .header(let fault): fault.parameter
        case .unknownIssuer, .carrier: "iss"
        case .unknownKey, .keyNotInForce, .signatureDoesNotVerify: "kid"
        case .certificate(let fault): fault.parameter
        case .algorithmNotAllowed: "alg"
        case .claim(let fault): fault.claim
        case .audience: "aud"
        case .tokenReused, .purged: "jti"
        case .unknownEventType, .issuedByBrokerOnly: "events"
        case .foreignSchema: "/schema"
        case .schema(let violation): violation.instance.description(atMost: Self.placeBytes)
        case .threadNotYours, .opensNothing: "txn"
        case .unknownAnswered, .answersWrongType: "/in_reply_to"
        case .malformedToken, .payloadNotJSON, .payloadNotObject: nil
        }
    }

    /// The most bytes of UTF-8 that a place has.
    package static let placeBytes = 1_024

    /// What is wrong and what to do, in sentences for the sender's engineer.
    package var explanation: String {
        switch self {
        case .malformedToken(let error): error.description
        case .header(let fault): fault.description
        case .payloadNotJSON(let error): "The payload is not strict JSON: \(error.sentence)"
        case .payloadNotObject: "The payload must be a JSON object of claims."
        case .unknownIssuer(let issuer):
            "`\(issuer.shortened)` is not an agency of this broker; `iss` is compared exactly."
        case .unknownKey(let issuer, let kid):
            "\(issuer) has no key `\(kid.shortened)`; register its public key with the operator."
        case .keyNotInForce(let kid, let standing): "Key `\(kid)` \(standing.explanation)"
        case .certificate(let fault): fault.explanation
        case .algorithmNotAllowed(let algorithm, let kid):
            "Key `\(kid)` is not registered for \(algorithm.shortened); one key has one algorithm."
        case .signatureDoesNotVerify(let kid):
            "The signature does not verify under key `\(kid)`; sign `header.payload` as sent."
        case .claim(let fault): fault.explanation
        case .audience(let fault): fault.explanation
        default: explanationOfPolicy
        }
    }

    private var explanationOfPolicy: String {
        switch self {
        case .carrier(let caller, let issuer):
            "\(caller) may not carry messages of \(issuer); send as the agency in `iss`."
        case .tokenReused(let token):
            "`\(token)` was used before with other content; give each new message a new `jti`."
        case .purged(let token):
            "`\(token)` was accepted once and has been purged by the retention rules."
        case .unknownEventType(let uri):
            "No schema here describes `\(uri.shortened)`; see `baton schema list`."
        case .issuedByBrokerOnly(let type): "Only the broker itself issues \(type.name)."
        case .foreignSchema(_, let type):
            "`schema` does not describe \(type.name); leave it out for the newest."
        case .schema(let violation): violation.sentence
        case .threadNotYours(let thread):
            "You neither sent nor received a message in thread \(thread); open one of your own."
        case .unknownAnswered:
            "`in_reply_to` names no message of this thread that you sent or received; "
                + "give its `iss`, `jti` and the base64url SHA-256 of its signing input."
        case .answersWrongType(let type, let answered):
            "\(type.name) does not answer \(answered.name)."
        case .opensNothing(let type):
            "\(type.name) cannot open a thread; use the `txn` of the message it follows."
        default: preconditionFailure("each refusal explains itself in one of the two switches")
        }
    }
}

extension KeyStanding {
    var explanation: String {
        switch self {
        case .notYet(let from, let issuedAt):
            "is in force from \(from.rfc3339); the message says `iat` \(issuedAt.rfc3339)."
        case .ended(let until, let issuedAt):
            "was in force until \(until.rfc3339); the message says `iat` \(issuedAt.rfc3339)."
        case .receivedTooLate(let until, let receivedAt):
            "ended at \(until.rfc3339); it arrived at \(receivedAt.rfc3339), over a day later."
        case .revoked(let at, let receivedAt):
            "was revoked at \(at.rfc3339); it arrived at \(receivedAt.rfc3339)."
        }
    }
}

extension ClaimFault {
    var explanation: String {
        switch self {
        case .missing(let claim): "Claim `\(claim)` is required."
        case .wrongType(let claim, let expected): "Claim `\(claim)` must be \(expected)."
        case .malformed(let claim, let why): "Claim `\(claim)` \(why)"
        case .forbidden(let claim): "Claim `\(claim)` must not be present in a SET of this profile."
        case .issuedInFuture(let issuedAt, let now, let allowed):
            "`iat` is \(issuedAt.rfc3339), the broker's clock says \(now.rfc3339): "
                + "\((issuedAt.milliseconds - now.milliseconds) / 1000) s ahead, "
                + "\(allowed) s are allowed. Set the sending system's clock."
        }
    }
}

extension AudienceFault {
    var explanation: String {
        switch self {
        case .missing: "Claim `aud` is required: one partnership URI and the agencies addressed."
        case .wrongType: "Claim `aud` must be a string or an array of strings."
        case .noPartnership: "`aud` names no partnership of this broker; exactly one is required."
        case .severalPartnerships(let named):
            "`aud` names \(named.count) partnerships (\(named.joined(separator: ", "))); "
                + "send one message per partnership."
        case .unknown(let member):
            "`\(member.shortened)` in `aud` is neither a partnership nor an agency of this broker."
        case .tooMany(let limit): "`aud` names more than \(limit) members, the limit."
        case .repeated(let member): "`\(member.shortened)` stands in `aud` twice."
        }
    }
}

extension String {
    /// What a stranger wrote, cut so that an error stays readable.
    var shortened: String {
        utf8.count <= 120 ? self : String(unicodeScalars.prefix(117)) + "..."
    }
}

extension HeaderFault {
    /// The header parameter that is meant (RFC 7515 section 4.1).
    var parameter: String {
        switch self {
        case .noAlgorithm, .unknownAlgorithm, .algorithmNotAllowed: "alg"
        case .wrongType: "typ"
        case .noKeyNamed, .malformedKeyID: "kid"
        case .malformedThumbprint: "x5t#S256"
        case .malformedChain: "x5c"
        case .critical: "crit"
        case .forbiddenMember(let name): name
        }
    }
}
