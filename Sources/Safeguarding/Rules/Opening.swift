// SPDX-License-Identifier: Apache-2.0

/// What opens an expectation.
package enum Opening: Sendable, Hashable {
    /// A message that was accepted.
    case message(MessagePattern)
    /// A message that was refused although its signature is good: the sender owes another.
    case refusal
    /// A node that has not been heard of for longer than is usual for it.
    case silence

    /// The messages that open, nil where it is no accepted message that does.
    package var pattern: MessagePattern? {
        if case .message(let pattern) = self { pattern } else { nil }
    }
}

extension Opening: CustomStringConvertible {
    /// The word that a rule pack uses, or the types of the messages.
    package var description: String {
        switch self {
        case .message(let pattern): pattern.types.sorted().joined(separator: ", ")
        case .refusal: "refusal"
        case .silence: "silence"
        }
    }
}
