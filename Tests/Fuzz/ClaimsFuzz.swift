// SPDX-License-Identifier: Apache-2.0

import Intake
import Safeguarding
import Schema
import Signing
import Wire

/// Any bytes as the payload of a message whose signature is good: the one thing that only a registered
/// agency can send, and the deepest that bytes of others come.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzClaims(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: bytes, count: count))
    guard
        let token = try? CompactJWS.signed(
            header: House.header, payload: input, by: House.key, algorithm: .edDSA),
        let verified = try? House.door.verify(token.token)
    else { return 0 }
    let examination = House.door.examine(
        verified, carriedBy: House.police, now: Instant(seconds: 1_800_000_000))
    _ = examination.content
    if case .refused(let message) = examination {
        precondition(!message.refusal.reasons.isEmpty, "a refusal without a reason")
        for reason in message.refusal.reasons { _ = reason.explanation }
    }
    return 0
}

/// A broker's front door with one agency and one type of message.
///
/// It has no partnership, so nothing gets past it: what is made up comes as deep as a refusal with
/// every reason.
private enum House {
    static let police = must { () throws(IdentifierError) in
        try AgencyID("https://northumbria.police.example")
    }
    static let key = PrivateKey.generate(.ed25519)
    static let header = JOSEHeader.value(
        algorithm: .edDSA, type: .securityEvent, keyID: key.publicKey.kid)

    static let door = must {
        let registered = RegisteredKey(
            agency: police, node: "misper", kid: key.publicKey.kid, key: key.publicKey,
            algorithms: [.edDSA], from: Instant(seconds: 0))
        let schema = SchemaSource(
            name: "referral.made.json",
            document: try JSONDocument(parsing: Array(Self.schema.utf8), limits: .schema))
        return FrontDoor(
            keyring: Keyring([registered]), catalogue: try Catalogue([schema]),
            directory: try Directory(
                broker: try AgencyID("https://baton.example"), partnerships: [],
                agencies: [AgencyRecord(id: police, name: "Police", kind: .police)]))
    }

    /// A little of everything that a schema of the field has.
    private static let schema = #"""
        {"$schema": "https://json-schema.org/draft/2020-12/schema",
         "$id": "https://w3id.org/baton/schema/referral.made/1.0.0",
         "x-baton": {"event": "https://w3id.org/baton/event/referral.made/v1", "kind": "referral",
          "addressed_only": false, "answers": [], "opens": true, "issued_by_broker": false,
          "particulars": {"urgency": "/urgency"}},
         "type": "object", "required": ["subjects", "schema_version"],
         "unevaluatedProperties": false,
         "properties": {
          "schema_version": {"pattern": "^1\\.[0-9]+\\.[0-9]+$"},
          "subjects": {"type": "array", "minItems": 1, "items": {"type": "object",
           "properties": {"id": {"type": "string", "format": "uuid"},
            "nhs": {"pattern": "^[0-9]{10}$"}}}},
          "caveats": {"type": "array", "items": {"enum": ["restricted-operation"]}},
          "urgency": {"enum": ["immediate", "routine"]},
          "age": {"type": "integer", "minimum": 0, "maximum": 130}}}
        """#

    private static func must<Made, Failure: Error>(_ make: () throws(Failure) -> Made) -> Made {
        do { return try make() } catch { fatalError("\(error)") }
    }
}
