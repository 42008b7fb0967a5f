// SPDX-License-Identifier: Apache-2.0

/// How much of X.509 Baton looks at before it stops looking.
package enum CertificateLimits {
    /// How many bytes a certificate may have.
    package static let certificateBytes = 262_144
    /// How many bytes a revocation list may have.
    package static let listBytes = 8_388_608
    /// How many extensions a certificate or a list may have.
    package static let extensions = 64
    /// How many certificates a path may have, signer and anchor among them.
    package static let pathLength = 10
    /// How many certificates may be offered for a path, beside the signer's and the anchors.
    package static let offered = 128
    /// How many signatures the search for a path may check.
    package static let signatureChecks = 256
    /// How many steps the search for a path may take.
    package static let searchSteps = 4096
    /// How many whole paths may be judged before the last refusal stands.
    package static let pathsJudged = 16
    /// For how long the certificate of one who signs messages may be valid, in seconds: 398 days.
    package static let signerSeconds: Int64 = 398 * 86_400
}
