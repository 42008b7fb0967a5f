// SPDX-License-Identifier: Apache-2.0

package import Signing
import Wire

/// Bytes that are a compact JWS with an acceptable header; nothing is proven yet.
///
/// A reference, since it passes through many hands and a copy would count up all that it holds.
package final class ReceivedToken: Sendable {
    /// The token, taken apart.
    package let jws: CompactJWS
    /// What the header says.
    package let header: JOSEHeader
    /// The payload, when it is strict JSON; a token that is not may still prove who sent it.
    let payload: Result<JSONDocument, JSONError>

    /// The name of the key that is said to have signed it; empty when only a certificate is named.
    var kid: String { header.keyID ?? "" }

    /// Whether the header says by which certificate it was signed.
    var namesCertificate: Bool {
        header.certificateDigest != nil || !header.certificates.isEmpty
    }

    /// Takes a token apart and judges its form (RFC 7515 section 5.2, steps 1 to 7).
    ///
    /// - Throws: every fault of the header at once, or the fault that keeps it from being a JWS.
    package init(parsing bytes: [UInt8], limits: IntakeLimits) throws(RefusedToken) {
        do throws(JWSError) {
            jws = try CompactJWS(parsing: bytes)
        } catch {
            throw RefusedToken(.malformedToken(error))
        }
        header = try ReceivedToken.header(of: jws)
        do throws(JSONError) {
            payload = .success(try JSONDocument(parsing: jws.payloadBytes, limits: limits.payload))
        } catch {
            payload = .failure(error)
        }
    }

    private static func header(of jws: CompactJWS) throws(RefusedToken) -> JOSEHeader {
        do throws(HeaderFaults) {
            return try JOSEHeader(
                jws.header.root, type: .securityEvent, allowing: SignatureAlgorithm.allCases)
        } catch {
            throw RefusedToken(error.faults.map(Refusal.header))
        }
    }
}
