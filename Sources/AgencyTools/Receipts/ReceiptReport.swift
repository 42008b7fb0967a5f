// SPDX-License-Identifier: Apache-2.0

package import Wire

/// What checking a receipt found: each step in order, up to the first that is broken.
package struct ReceiptReport: Sendable {
    /// The steps that were taken.
    package private(set) var findings: [Finding] = []
    /// Which entry of the log the receipt is about.
    package var index: UInt64?
    /// The facts that the entry commits to, once they could be read.
    package var facts: JSONNode?

    /// One step of the check, in the order in which they are taken.
    package enum Step: String, Sendable, Hashable, CaseIterable {
        /// The file is a proof with everything in it that a receipt has.
        case format
        /// The message is the one that the facts commit to.
        case commitment
        /// The facts say of the message what it says itself.
        case message
        /// The facts are those that the entry commits to.
        case facts
        /// The entry is the leaf that the log hashes.
        case leaf
        /// The leaf is in the tree of the checkpoint.
        case inclusion
        /// The log has signed the checkpoint.
        case signature
        /// Witnesses that are known have cosigned the checkpoint.
        case cosignatures

        /// The step in words.
        package var name: String {
            self == .signature ? "checkpoint signature" : rawValue
        }
    }

    /// What a step found.
    package struct Finding: Sendable, Hashable {
        /// The step.
        package let step: Step
        /// How it came out.
        package let outcome: Outcome
        /// In a sentence.
        package let sentence: String
    }

    /// How a step came out.
    package enum Outcome: String, Sendable, Hashable {
        /// It holds.
        case good
        /// It does not hold; nothing after it was looked at.
        case broken
        /// It could not be looked at, because something that is needed was not given.
        case skipped
    }

    /// The step that does not hold; nil when all do.
    package var broken: Finding? { findings.first { $0.outcome == .broken } }

    mutating func note(_ step: Step, _ outcome: Outcome, _ sentence: String) {
        findings.append(Finding(step: step, outcome: outcome, sentence: sentence))
    }
}

extension ReceiptReport.Finding {
    /// The finding as a line, its mark first.
    package var line: String {
        let mark =
            switch outcome {
            case .good: "✓"
            case .broken: "✗"
            case .skipped: "–"
            }
        return "\(mark) \(step.name): \(sentence)"
    }

    /// The finding for programs.
    package var json: JSONValue {
        [
            "step": .string(step.rawValue), "outcome": .string(outcome.rawValue),
            "detail": .string(sentence),
        ]
    }
}
