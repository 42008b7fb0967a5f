// SPDX-License-Identifier: Apache-2.0

/// A message that stops a clock, and the one that lets it go on.
package struct Pause: Sendable, Hashable {
    /// The messages that stop the clock.
    package let pattern: MessagePattern
    /// Why it stands still, as the verdict gives it.
    package let because: String
    /// The messages that let it go on.
    package let until: MessagePattern

    /// Describes what stops a clock, why, and what lets it go on.
    package init(_ pattern: MessagePattern, because: String, until: MessagePattern) {
        self.pattern = pattern
        self.because = because
        self.until = until
    }
}
