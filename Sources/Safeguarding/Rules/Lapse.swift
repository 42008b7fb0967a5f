// SPDX-License-Identifier: Apache-2.0

/// A message after which an expectation applies no longer, such as an interview declined.
///
/// It may come from anybody who is party to the matter.
package struct Lapse: Sendable, Hashable {
    /// The messages that end it.
    package let pattern: MessagePattern
    /// Why it applies no longer, as the verdict gives it.
    package let because: String

    /// Describes what ends an expectation, and why.
    package init(_ pattern: MessagePattern, because: String) {
        self.pattern = pattern
        self.because = because
    }
}
