// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
package import Signing

/// A certificate of which the log says that it was revoked, whatever the lists at hand say now.
///
/// Lists are files: an older one may come back with a backup or by a slip, and would let in again whom
/// a newer one had revoked.
package struct LoggedRevocation: Sendable, Hashable {
    /// The certificate that a list named.
    package let certificate: SHA256Digest
    /// Since when it is not believed.
    package let since: Instant
    /// The list that named it.
    package let list: SHA256Digest
    /// When that list was issued, in seconds since 1970: only a later one can clear the certificate.
    package let listedAt: Int64

    /// Gathers what the log says.
    package init(certificate: SHA256Digest, since: Instant, list: SHA256Digest, listedAt: Int64) {
        self.certificate = certificate
        self.since = since
        self.list = list
        self.listedAt = listedAt
    }
}
