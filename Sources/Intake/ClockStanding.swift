// SPDX-License-Identifier: Apache-2.0

/// How the broker's clock stands while something is judged by it (interfaces.md section 5).
package enum ClockStanding: Sendable, Hashable {
    /// It is right, as far as anybody can tell.
    case believed
    /// It jumped, or a start found it far from the last entry; an operator has not confirmed it.
    case inDoubt
}
