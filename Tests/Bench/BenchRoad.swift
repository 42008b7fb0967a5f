// SPDX-License-Identifier: Apache-2.0

/// How agencies reach the daemon, and by what their messages are believed.
enum BenchRoad: String, CaseIterable {
    /// HTTP over loopback with a bearer token; keys that the configuration names.
    case plain
    /// Mutual TLS, kept alive; keys that the configuration names.
    case mutualTLS = "mtls"
    /// HTTP over loopback with a bearer token; messages that carry a certificate (`x5c`).
    case certificates = "x5c"
}
