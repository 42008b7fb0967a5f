// SPDX-License-Identifier: Apache-2.0

extension Refusal {
    /// The reason's name in the closed list of codes: in answers, in facts and as metric label.
    package var code: String {
        switch self {
        case .malformedToken: "malformed_token"
        case .header: "header"
        case .payloadNotJSON: "payload_not_json"
        case .payloadNotObject: "payload_not_object"
        case .unknownIssuer: "unknown_issuer"
        case .unknownKey: "unknown_key"
        case .keyNotInForce: "key_not_in_force"
        case .certificate: "certificate"
        case .algorithmNotAllowed: "algorithm_not_allowed"
        case .signatureDoesNotVerify: "signature_does_not_verify"
        case .claim: "claim"
        case .audience: "audience"
        case .carrier: "carrier"
        case .tokenReused: "jti_reused"
        case .purged: "purged"
        case .unknownEventType: "unknown_event_type"
        case .issuedByBrokerOnly: "issued_by_broker_only"
        case .foreignSchema: "foreign_schema"
        case .schema: "schema"
        case .threadNotYours: "thread_not_yours"
        case .unknownAnswered: "unknown_answered"
        case .answersWrongType: "answers_wrong_type"
        case .opensNothing: "opens_nothing"
        }
    }

    /// Every code that `code` can give, in the order of the checks: the closed list.
    package static let codes = [
        "malformed_token", "header", "payload_not_json", "payload_not_object", "unknown_issuer",
        "unknown_key", "key_not_in_force", "certificate", "algorithm_not_allowed",
        "signature_does_not_verify",
        "claim", "audience", "carrier", "jti_reused", "purged", "unknown_event_type",
        "issued_by_broker_only", "foreign_schema", "schema", "thread_not_yours",
        "unknown_answered", "answers_wrong_type", "opens_nothing",
    ]
}
