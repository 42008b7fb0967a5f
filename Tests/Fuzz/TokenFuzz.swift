// SPDX-License-Identifier: Apache-2.0

import Signing
import Wire

/// Any bytes, read as a signed message and as a set of keys.
///
/// A token that can be taken apart gives itself back from its parts, byte for byte: that is what is
/// stored of it. A key that is taken can be written and read again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzToken(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: bytes, count: count))
    readToken(input)
    readKeys(input)
    return 0
}

private func readToken(_ input: [UInt8]) {
    guard let jws = try? CompactJWS(parsing: input) else { return }
    let again = try? CompactJWS(
        headerBytes: jws.headerBytes, payloadBytes: jws.payloadBytes, signature: jws.signature)
    precondition(again?.token == input, "the parts do not give the token back")
    for type in [TokenType.securityEvent, .bearer] {
        _ = try? JOSEHeader(jws.header.root, type: type, allowing: SignatureAlgorithm.allCases)
    }
}

private func readKeys(_ input: [UInt8]) {
    guard let document = try? JSONDocument(parsing: input, limits: .schema) else { return }
    _ = try? PublicKeySet(jwks: document.root, allowingRS256: true)
    guard let key = try? PublicKey(jwk: document.root, allowingRS256: true) else { return }
    let written = try? JSONDocument(parsing: key.jwk.canonical, limits: .schema)
    do {
        let again = try written.map { try PublicKey(jwk: $0.root, allowingRS256: true) }
        precondition(again?.jwk == key.jwk, "a key is not read as it was written")
    } catch KeyError.unsoundModulus {
        // A large factor may be come upon by chance, which is no reason to take the key the next time.
    } catch {
        preconditionFailure("a key is not read as it was written: \(error)")
    }
}
