// SPDX-License-Identifier: Apache-2.0

import Wire

/// The `sub_id` claim: an RFC 9493 subject identifier at the top level of the SET.
///
/// Baton does not route by it; it must be there and well formed, so that any receiver of SETs can
/// read the message.
enum SubjectIdentifier {
    /// The registered formats and the string members that each requires (RFC 9493 section 3.2,
    /// OpenID SSF 1.0 section 3.4).
    private static let formats: [String: [String]] = [
        "account": ["uri"], "email": ["email"], "iss_sub": ["iss", "sub"], "opaque": ["id"],
        "phone_number": ["phone_number"], "did": ["url"], "uri": ["uri"], "jwt_id": ["iss", "jti"],
        "saml_assertion_id": ["issuer", "assertion_id"],
    ]

    /// Formats that hold other identifiers instead of strings.
    private static let composite: Set<String> = ["complex", "ip-addresses"]

    /// Aliases hold at least one identifier, and never other aliases (RFC 9493 section 3.2.8).
    private static func aliasFaults(_ node: JSONNode?) -> [ClaimFault] {
        guard let node, node.kind == .array, node.count > 0,
            node.elements.allSatisfy({ $0["format"]?.string != "aliases" })
        else {
            return [.malformed("sub_id", why: "of format aliases needs plain `identifiers`.")]
        }
        return node.elements.flatMap { faults(in: $0) }
    }

    /// What is wrong with the claim; empty when nothing is.
    static func faults(in node: JSONNode?) -> [ClaimFault] {
        guard let node else { return [.missing("sub_id")] }
        guard node.kind == .object, let format = node["format"]?.string else {
            return [.wrongType("sub_id", expected: "an object with a string member `format`")]
        }
        if format == "aliases" { return aliasFaults(node["identifiers"]) }
        if composite.contains(format) { return [] }
        guard let members = formats[format] else {
            return [.malformed("sub_id", why: "has no registered RFC 9493 `format`.")]
        }
        return members.filter { node[$0]?.utf8?.isEmpty ?? true }.map {
            .malformed("sub_id", why: "of format \(format) needs the string member `\($0)`.")
        }
    }
}
