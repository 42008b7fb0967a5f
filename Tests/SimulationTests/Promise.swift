// SPDX-License-Identifier: Apache-2.0

/// What is promised: design.md section 5, each sentence that a run can find broken.
enum Promise: String, Sendable, CaseIterable {
    case kept = "a 202 is there afterwards, at its index, byte for byte"
    case proven = "a receipt verifies, whoever holds it and however often it is asked for"
    case once = "nothing is doubled: one jti is one entry"
    case sameReceipt = "the same jti with the same bytes gets the same receipt"
    case otherBytes = "the same jti with other bytes is refused"
    case refusals = "a refusal is an entry, and is told, once"
    case quarantine = "a refused message waits until its sender sends it again"
    case routed = "a message goes to exactly those who should have it"
    case delivered = "a handoff is logged as delivered once, and only when its recipient has it"
    case handedOut = "a mailbox has no two messages of one jti handed out at once"
    case expectations = "a message opens what it must, once"
    case verdicts = "a verdict falls once, on time, and is never taken back"
    case notices = "a notice is sent once for each cause"
    case logTime = "log time never goes backwards"
    case appendOnly = "the log only grows, and every checkpoint is of it"
    case inDoubt = "a store in doubt stops: nothing is acknowledged before it is durable"
    case liveness = "when faults stop, everybody gets everything and all that is due is judged"
}

/// A promise, and how it was broken.
struct Broken: Sendable, CustomStringConvertible {
    let promise: Promise
    let what: String

    var description: String { "broken: \(promise.rawValue)\n  \(what)" }
}
