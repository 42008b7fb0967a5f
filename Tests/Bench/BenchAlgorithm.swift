// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The algorithms whose cost is measured, by their JOSE names: P-256 as Baton itself signs, and RSA
/// with 2048 bits as issuers sign that cannot do better.
enum BenchAlgorithm: String, CaseIterable, ExpressibleByArgument {
    case es256 = "ES256"
    case rs256 = "RS256"
}
