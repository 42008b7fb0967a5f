// SPDX-License-Identifier: Apache-2.0

package import Signing

/// Who stamps the log's checkpoints (RFC 3161), the preferred authority first.
package struct TimestampSetting: Sendable {
    /// The authorities, in order of preference.
    package let authorities: [Authority]

    /// A time stamping authority.
    package struct Authority: Sendable {
        /// Where it is asked.
        package let url: String
        /// Which of its tokens are believed.
        package let trust: TimestampTrust

        /// Names an authority.
        package init(url: String, trust: TimestampTrust) {
            self.url = url
            self.trust = trust
        }
    }

    /// Nobody stamps.
    package static let nobody = TimestampSetting(authorities: [])

    /// Gathers authorities.
    package init(authorities: [Authority]) { self.authorities = authorities }
}
