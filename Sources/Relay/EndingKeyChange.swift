// SPDX-License-Identifier: Apache-2.0

/// What changed about an agency's key or certificate that ends, for the operator.
package enum EndingKeyChange: Sendable, Hashable {
    /// It has come within a step of its end.
    case near(EndingKey)
    /// It is over, and nothing follows it.
    case over(EndingKey)
    /// It was near its end; now another is in its place, or it does not count any more.
    case settled(EndingKey)
}
