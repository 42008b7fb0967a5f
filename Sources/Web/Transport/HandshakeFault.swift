// SPDX-License-Identifier: Apache-2.0

import NIOSSL

/// Why TLS itself refused a client's certificate, or that there was none, before anybody here was asked.
///
/// BoringSSL looks at a few things first, and ends the handshake with an alert.
enum HandshakeFault: String, CaseIterable {
    /// Its key usage has no `digitalSignature` (RFC 8446 section 4.4.2.4), as that of an authority has not.
    case keyUsage = "KEY_USAGE_BIT_INCORRECT"
    /// It was signed with nothing that its key could have made.
    case signature = "BAD_SIGNATURE"
    /// Its key is of a kind in which nothing may be signed here.
    case algorithm = "WRONG_SIGNATURE_TYPE"
    /// The first certificate is none.
    case unreadable = "CANNOT_PARSE_LEAF_CERT"
    /// There is none at all.
    case missing = "PEER_DID_NOT_RETURN_A_CERTIFICATE"

    /// Reads an error of the handshake; nil for one that says nothing of a certificate, as when the other
    /// side has gone.
    init?(_ error: any Error) {
        guard case .handshakeFailed(.sslError(let errors))? = error as? NIOSSLError else {
            return nil
        }
        let words = errors.map(\.description).joined(separator: "\n")
        guard let fault = Self.allCases.first(where: { words.contains(":\($0.rawValue) ") }) else {
            return nil
        }
        self = fault
    }

    /// What is wrong and what to do, in a sentence.
    var explanation: String {
        switch self {
        case .keyUsage:
            "The client certificate may not sign (its key usage lacks digitalSignature), as one of an "
                + "authority may not; connect with your node's."
        case .signature: "Who shows the client certificate does not have its key."
        case .algorithm:
            "The client certificate's key is of a kind that is not spoken here; have one issued for a key "
                + "on P-256."
        case .unreadable: "The client certificate cannot be read."
        case .missing: "No client certificate was shown; connect with your node's."
        }
    }
}
