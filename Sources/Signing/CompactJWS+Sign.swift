// SPDX-License-Identifier: Apache-2.0

package import Wire

extension CompactJWS {
    /// Signs a payload under a header, which is written canonically (RFC 8785).
    ///
    /// The header is signed as it is given: `JOSEHeader.value` makes one that Baton accepts.
    package static func signed(
        header: JSONValue, payload: [UInt8], by key: PrivateKey, algorithm: SignatureAlgorithm
    ) throws(SigningError) -> CompactJWS {
        let headerBytes = header.canonical
        let input = signingInput(headerBytes: headerBytes, payloadBytes: payload)
        let signature: [UInt8]
        do { signature = try key.sign(input, algorithm: algorithm) } catch { throw .key(error) }
        do {
            return try CompactJWS(
                headerBytes: headerBytes, payloadBytes: payload, signature: signature,
                limits: Limits(tokenBytes: .max, headerBytes: .max))
        } catch {
            throw .token(error)
        }
    }
}
