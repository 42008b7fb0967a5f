// SPDX-License-Identifier: Apache-2.0

extension PathRules {
    /// What Baton demands of a node that connects (standards.md section 4): a certificate made for
    /// that, for no longer than one who signs.
    package static var clients: PathRules {
        var rules = PathRules()
        rules.purpose = PurposeRule([PurposeRule.clientAuth], signerMustName: true)
        rules.signerUsage = .digitalSignature
        rules.signerMustNameUsage = true
        rules.longestValidity = CertificateLimits.signerSeconds
        // Anybody may offer them in a handshake, and an event loop waits until they are judged.
        rules.mostOffered = CertificateLimits.pathLength - 1
        return rules
    }
}
