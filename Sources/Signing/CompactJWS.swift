// SPDX-License-Identifier: Apache-2.0

package import Wire

/// A JWS in compact form (RFC 7515), taken apart but not yet verified.
///
/// Its three decoded parts give the compact form back byte for byte, because only canonical
/// base64url is taken; so the parts are all that must be stored.
package struct CompactJWS: Sendable {
    /// The compact form.
    package let token: [UInt8]
    /// The protected header: a JSON object without repeated members.
    package let header: JSONDocument
    /// The header as it was signed, decoded.
    package let headerBytes: [UInt8]
    /// The payload, decoded and not looked into.
    package let payloadBytes: [UInt8]
    /// The signature, decoded.
    package let signature: [UInt8]
    /// Where the signing input ends in the token.
    private let endOfInput: Int

    /// What a token may measure.
    package struct Limits: Sendable, Hashable {
        /// How many bytes the compact form may have.
        package var tokenBytes: Int
        /// How many bytes the decoded header may have: room for a few certificates.
        package var headerBytes: Int

        /// Sets both limits.
        package init(tokenBytes: Int, headerBytes: Int) {
            self.tokenBytes = tokenBytes
            self.headerBytes = headerBytes
        }

        /// For messages: 128 KiB, of which the header has what a JSON header may have.
        package static let message = Limits(
            tokenBytes: 128 << 10, headerBytes: JSONLimits.header.bytes)
        /// For what was let in or signed here before and is kept: whatever its length, it must open.
        package static let kept = Limits(tokenBytes: .max, headerBytes: JSONLimits.header.bytes)
        /// For bearer tokens of nodes: 8 KiB, of which the header has 4 KiB.
        package static let bearer = Limits(tokenBytes: 8 << 10, headerBytes: 4 << 10)
    }

    /// Takes a token apart.
    package init(parsing token: [UInt8], limits: Limits = .message) throws(JWSError) {
        guard token.count <= limits.tokenBytes else {
            throw .tokenTooLong(token.count, limit: limits.tokenBytes)
        }
        guard let first = token.firstIndex(of: Self.dot),
            let last = token.lastIndex(of: Self.dot), first < last
        else { throw Self.miscounted(token) }
        do throws(JWSError) {
            headerBytes = try Self.decode(token[..<first], .header)
            header = try Self.header(parsing: headerBytes, limits)
            payloadBytes = try Self.decode(token[(first + 1)..<last], .payload)
            signature = try Self.decode(token[(last + 1)...], .signature)
        } catch {
            // A dot between the two is no character of base64url: then the parts are too many.
            throw token[(first + 1)..<last].contains(Self.dot) ? Self.miscounted(token) : error
        }
        self.token = token
        endOfInput = last
    }

    /// Puts a token together again from its decoded parts, as when it comes out of storage.
    package init(
        headerBytes: [UInt8], payloadBytes: [UInt8], signature: [UInt8], limits: Limits = .message
    ) throws(JWSError) {
        guard !payloadBytes.isEmpty else { throw .empty(.payload) }
        guard !signature.isEmpty else { throw .empty(.signature) }
        header = try Self.header(parsing: headerBytes, limits)
        self.headerBytes = headerBytes
        self.payloadBytes = payloadBytes
        self.signature = signature
        var token = Self.signingInput(headerBytes: headerBytes, payloadBytes: payloadBytes)
        endOfInput = token.count
        token.append(Self.dot)
        token.append(contentsOf: Base64URL.encode(signature).utf8)
        guard token.count <= limits.tokenBytes else {
            throw .tokenTooLong(token.count, limit: limits.tokenBytes)
        }
        self.token = token
    }

    /// What the signature is over: the encoded header and payload with the dot between them.
    package var signingInput: ArraySlice<UInt8> { token[..<endOfInput] }

    /// The digest that names what was signed, whatever the signature: two signatures over the same
    /// input are the same message.
    package var signingInputDigest: SHA256Digest { SHA256.digest(of: signingInput) }

    static let dot = UInt8(ascii: ".")

    static func signingInput(headerBytes: [UInt8], payloadBytes: [UInt8]) -> [UInt8] {
        var input = Array(Base64URL.encode(headerBytes).utf8)
        input.append(dot)
        input.append(contentsOf: Base64URL.encode(payloadBytes).utf8)
        return input
    }

    private static func miscounted(_ token: [UInt8]) -> JWSError {
        .notThreeParts(token.count { $0 == dot } + 1)
    }

    private static func decode(
        _ text: ArraySlice<UInt8>, _ part: JWSPart
    ) throws(JWSError) -> [UInt8] {
        guard !text.isEmpty else { throw .empty(part) }
        do {
            return try Base64URL.decode(text)
        } catch {
            throw .notBase64URL(part)
        }
    }

    private static func header(
        parsing bytes: [UInt8], _ limits: Limits
    ) throws(JWSError) -> JSONDocument {
        guard !bytes.isEmpty else { throw .empty(.header) }
        guard bytes.count <= limits.headerBytes else {
            throw .headerTooLong(bytes.count, limit: limits.headerBytes)
        }
        let document: JSONDocument
        do {
            document = try JSONDocument(parsing: bytes, limits: .header)
        } catch {
            throw .headerNotJSON(error)
        }
        guard document.root.kind == .object else { throw .headerNotAnObject }
        return document
    }
}
