// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import Intake
import Signing
import Wire

/// The error codes of RFC 8935 section 2.4 and of the IANA registry "Security Event Token Error
/// Codes".
enum SETErrorCode: String, Sendable, Hashable, CaseIterable {
    /// "The request body cannot be parsed as a SET, or the Event Payload within the SET does not
    /// conform to the event's definition."
    case invalidRequest = "invalid_request"
    /// "One or more keys used to encrypt or sign the SET is invalid or otherwise unacceptable."
    case invalidKey = "invalid_key"
    /// "The SET Issuer is invalid for the SET Recipient."
    case invalidIssuer = "invalid_issuer"
    /// "The SET Audience does not correspond to the SET Recipient."
    case invalidAudience = "invalid_audience"
    /// "The SET Recipient could not authenticate the SET Transmitter", used as in RFC 8936 figure 5
    /// for a signature that does not verify.
    case authenticationFailed = "authentication_failed"
    /// "The SET Transmitter is not authorized to transmit the SET to the SET Recipient."
    case accessDenied = "access_denied"
}

extension Refusal {
    /// The `err` of a reason (standards.md 1.2, interfaces.md section 1): the one place where
    /// refusals meet the registry.
    var setErrorCode: SETErrorCode {
        switch self {
        case .malformedToken, .payloadNotJSON, .payloadNotObject, .claim, .tokenReused, .purged,
            .unknownEventType, .foreignSchema, .schema, .unknownAnswered, .answersWrongType,
            .opensNothing:
            .invalidRequest
        case .header(.unknownAlgorithm), .header(.algorithmNotAllowed): .invalidKey
        case .header: .invalidRequest
        case .unknownKey, .keyNotInForce, .certificate, .algorithmNotAllowed: .invalidKey
        case .signatureDoesNotVerify: .authenticationFailed
        case .unknownIssuer, .carrier: .invalidIssuer
        case .audience: .invalidAudience
        case .issuedByBrokerOnly, .threadNotYours: .accessDenied
        }
    }
}

extension RefusedToken {
    /// The answer to a SET that is not let in: RFC 8935 section 2.3, with every reason beside it.
    ///
    /// "When it is not valid, … the SET Recipient SHALL respond with an HTTP 400".
    var answer: Answer {
        let listed = reasons.map { reason -> JSONValue in
            .object(leavingOutNil: [
                "code": .string(reason.code), "at": reason.place.map(JSONValue.string),
                "detail": .string(reason.explanation),
            ])
        }
        let first = reasons[0]
        let more = reasons.count == 1 ? "" : " (and \(reasons.count - 1) more, see `reasons`)"
        return .json(
            [
                "err": .string(first.setErrorCode.rawValue),
                "description": .string(first.explanation + more), "reasons": .array(listed),
            ], status: .badRequest, headers: [.contentLanguage: "en"])
    }
}

extension Fault {
    /// The code of the reason when something stands behind a path that takes a SET.
    static let codeOfParameter = "parameter"

    /// The answer where a SET was sent to a path with a parameter that it does not have, in the form of every
    /// other refusal there; that of another fault as it is.
    var answerToSET: Answer {
        guard case .badRequest(let why, let place) = self else { return answer }
        let reason = JSONValue.object(leavingOutNil: [
            "code": .string(Self.codeOfParameter), "at": place.map(JSONValue.string),
            "detail": .string(why),
        ])
        return .json(
            [
                "err": .string(SETErrorCode.invalidRequest.rawValue),
                "description": .string(why), "reasons": [reason],
            ], status: .badRequest, headers: [.contentLanguage: "en"])
    }
}
