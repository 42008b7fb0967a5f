// SPDX-License-Identifier: Apache-2.0

/// Why a token was not made.
package enum SigningError: Error, Hashable {
    /// The key does not sign with that algorithm.
    case key(SignatureError)
    /// What was to be signed makes no token: an empty payload, a header that is no object.
    case token(JWSError)
}
