// SPDX-License-Identifier: Apache-2.0

/// How an authority answered (`PKIStatus`, RFC 3161 section 2.4.2).
package enum TimestampStatus: Int, Sendable, Hashable, CaseIterable {
    /// The token is what was asked for.
    case granted = 0
    /// The token is there, with changes; what Baton relies on is checked in any case.
    case grantedWithMods = 1
    /// There is no token.
    case rejection = 2
    /// There is no token yet.
    case waiting = 3
    /// There is no token, and the authority is about to be revoked.
    case revocationWarning = 4
    /// There is no token, and the authority was revoked.
    case revocationNotification = 5

    /// Whether a token comes with it.
    package var isGranted: Bool { self == .granted || self == .grantedWithMods }
}

/// Why an authority did not stamp (`PKIFailureInfo`): the number is that of the bit.
package enum TimestampFailure: Int, Sendable, Hashable, CaseIterable {
    /// The authority does not take this hash function.
    case badAlgorithm = 0
    /// The transaction is not permitted or supported.
    case badRequest = 2
    /// The authority could not read the request.
    case badDataFormat = 5
    /// Its source of time is not available.
    case timeNotAvailable = 14
    /// It does not stamp under this policy.
    case unacceptedPolicy = 15
    /// It does not take this extension.
    case unacceptedExtension = 16
    /// It cannot give the information that was asked for.
    case additionalInformationNotAvailable = 17
    /// It is broken.
    case systemFailure = 25
}
