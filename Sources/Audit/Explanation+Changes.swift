// SPDX-License-Identifier: Apache-2.0

package import Handoffs
import Ledger
package import Safeguarding

extension Explanation {
    /// Something that a message did to an expectation and that decided nothing: another owes it, its clock
    /// stood still or went on, it is waited for again, or it was answered in part.
    package struct Change: Sendable, Hashable {
        /// The part that records it.
        package let name: PartName
        /// When the message was received.
        package let at: Instant
        /// What it did.
        package let step: Expectation.Step

        /// Names what a message did.
        package init(name: PartName, at: Instant, step: Expectation.Step) {
            (self.name, self.at, self.step) = (name, at, step)
        }

        /// What an entry records of it, in words.
        func words(withholding: Bool) -> String {
            switch step {
            case .passedOn(let agency):
                "it was passed on to \(withholding ? "another agency" : agency.uri), and its clock ran on"
            case .paused(let reason): "its clock was stopped: \(reason)"
            case .resumed: "its clock went on"
            case .reopened(let reason, _): "it was waited for again: \(reason)"
            case .partlyMet: "a message settled it for some of those whom it is about"
            case .met, .metLate, .missed, .withdrawn, .notApplicable, .escalated: step.word
            }
        }
    }

    /// That its clock stood still, how long and why, and when it is late for that; nothing where it ran all
    /// the time.
    static func pauses(_ changes: [Change], due: Instant) -> [String] {
        var sentences: [String] = []
        var stopped: (at: Instant, reason: String)?
        for change in changes {
            switch change.step {
            case .paused(let reason): stopped = (change.at, reason)
            case .resumed:
                guard let pause = stopped else { continue }
                sentences.append(
                    "Its clock stood still from \(London.rfc3339(at: pause.at)) until "
                        + "\(London.rfc3339(at: change.at)): \(pause.reason).")
                stopped = nil
            default: continue
            }
        }
        if let stopped {
            let since = London.rfc3339(at: stopped.at)
            return sentences + ["Its clock stands still since \(since): \(stopped.reason)."]
        }
        guard !sentences.isEmpty else { return [] }
        return sentences + ["It is late from \(London.rfc3339(at: due)) on."]
    }
}

extension MessageRecord {
    /// What this message did to an expectation without deciding it, in the order of its parts.
    package func changes(of expectation: PartName) -> [Explanation.Change] {
        happening.parts.enumerated().compactMap { number, part in
            guard case .verdict(let step) = part, step.expectation == expectation,
                step.step.isChange
            else { return nil }
            return Explanation.Change(
                name: PartName(entry: entry.index, part: number), at: entry.at, step: step.step)
        }
    }
}

extension Expectation.Step {
    fileprivate var isChange: Bool {
        switch self {
        case .passedOn, .paused, .resumed, .reopened, .partlyMet: true
        case .met, .metLate, .missed, .withdrawn, .notApplicable, .escalated: false
        }
    }
}
