// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
package import Signing
package import Wire

/// A message as it came: a SET, taken apart.
///
/// The broker has verified its signature; this does not.
package struct SignedEvent: Sendable {
    /// The token, byte for byte.
    package let jws: CompactJWS
    /// Its claims.
    package let claims: JSONNode
    /// Who issued it: an agency, or the broker.
    package let issuer: AgencyID
    /// Its `jti`.
    package let token: TokenID
    /// Its thread.
    package let thread: ThreadID
    /// The URI of its event type.
    package let type: String
    /// Everything in `aud`.
    package let audience: [String]

    /// Reads a token; `source` names it in errors.
    package init(parsing bytes: [UInt8], from source: String) throws(ToolFailure) {
        do {
            let jws = try CompactJWS(parsing: bytes.withoutLineEnd)
            let claims = try JSONDocument(parsing: jws.payloadBytes, limits: .message).root
            self.jws = jws
            self.claims = claims
            issuer = try AgencyID(claims.text("iss") ?? "")
            token = try TokenID(claims.text("jti") ?? "")
            thread = try ThreadID(claims.text("txn") ?? "")
        } catch {
            throw ToolFailure(.data, "The message from \(source) cannot be read: \(error)")
        }
        guard let event = claims["events"]?.members.first(where: { _ in true })?.name.string else {
            throw ToolFailure(.data, "The message from \(source) has no event")
        }
        type = event
        audience =
            claims.text("aud").map { [$0] } ?? claims.list("aud").compactMap(\.string)
    }

    /// What an answer says of the message it answers: `iss`, `jti` and the digest of what was signed.
    package var reference: JSONValue {
        [
            "iss": .string(issuer.uri), "jti": .string(token.text),
            "digest": .string(jws.signingInputDigest.description),
        ]
    }

    /// What the file is called that keeps the message: `<issuer>~<jti>.jwt`.
    package var fileName: String { Self.fileName(issuer: issuer.uri, token: token.text) }

    /// What the file is called that keeps a message of an issuer.
    ///
    /// The issuer is there without `https://`: its host, and where it has a port or a path these too, since
    /// several may share a host. What a file's name cannot hold is percent-encoded.
    package static func fileName(issuer: String, token: String) -> String {
        var name = ""
        for byte in issuer.utf8.dropFirst("https://".utf8.count) {
            let scalar = Unicode.Scalar(byte)
            if scalar.isASCII, scalar.properties.isAlphabetic || plain.contains(scalar) {
                name.unicodeScalars.append(scalar)
            } else {
                name += "%" + Hex.encode([byte]).uppercased()
            }
        }
        if name.utf8.count > longestIssuer {
            let digest = SHA256.digest(of: Array(issuer.utf8)).description
            // Nothing that is encoded has a `+`.
            name = "\(name.prefix(longestIssuer - digest.count - 1))+\(digest)"
        }
        return "\(name)~\(token).jwt"
    }

    /// What stands in a file's name as it is, beside letters.
    private static let plain = Set("0123456789-._".unicodeScalars)
    /// The most bytes that the name of a file has of the issuer: with the longest `jti` there is room for
    /// what a file is called while it is written.
    private static let longestIssuer = 80

    /// The message for programs: what it is, its claims, and the token itself.
    package var json: JSONValue {
        [
            "iss": .string(issuer.uri), "jti": .string(token.text), "txn": .string(thread.text),
            "type": .string(type), "claims": claims.value,
            "set": .string(String(decoding: jws.token, as: UTF8.self)),
        ]
    }
}

extension [UInt8] {
    /// The bytes without one newline at the end, which editors and shells add to files.
    var withoutLineEnd: [UInt8] {
        var bytes = self
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        return bytes
    }
}
