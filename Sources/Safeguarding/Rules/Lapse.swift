// SPDX-License-Identifier: Apache-2.0

/// A message after which an expectation applies no longer, such as an interview declined.
///
/// It may come from anybody who is party to the matter, unless the rule says who must say so, and
/// ends what is owed for the subjects that it names.
package struct Lapse: Sendable, Hashable {
    /// The messages that end it.
    package let pattern: MessagePattern
    /// Whether only whoever owes it may end it (`sent_by: owed_by`): what one recipient declines, the
    /// others still owe.
    package let isByDebtor: Bool
    /// Whether only an answer to the message that opened it ends it (`answers: opening`).
    package let answersOpening: Bool
    /// Why it applies no longer, as the verdict gives it.
    package let because: String

    /// Describes what ends an expectation, and why.
    package init(
        _ pattern: MessagePattern, isByDebtor: Bool = false, answersOpening: Bool = false,
        because: String
    ) {
        self.pattern = pattern
        self.isByDebtor = isByDebtor
        self.answersOpening = answersOpening
        self.because = because
    }
}
