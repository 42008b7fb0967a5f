// SPDX-License-Identifier: Apache-2.0

/// How binding a timescale is.
package enum Force: String, Sendable, Hashable, CaseIterable {
    /// A statute or a regulation sets it.
    case statute
    /// Statutory guidance sets it.
    case guidance
    /// The partnership set it for itself.
    case local
}
