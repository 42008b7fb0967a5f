// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Safeguarding
import Wire

/// Lists threads that are held.
struct RetentionHoldsCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "holds",
        abstract: "Lists threads of which nothing is purged.",
        discussion: """
            By whom each is held, since when and under which reference. Where the broker was \
            restored from a backup of before a hold, and the thread is not there any more, the \
            agency and the entry are told that placed it: send the thread's messages again, and it \
            is held again; or end the hold with `baton retention release TXN`.

              baton retention holds --node partnership.json
            """)

    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    var writesJSON: Bool { output.json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        var client = try node.client(in: surroundings)
        let answer = try await client.get("/retention/holds").json()
        if output.json { return try surroundings.results.line(answer.value.text) }
        try surroundings.results.table(RetentionStory.holds(answer.list("items")))
    }
}

/// Holds a thread.
struct RetentionHoldCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold",
        abstract: "Keeps a thread, whatever its retention says.",
        discussion: """
            For an inquiry, a court or a review: nothing of the thread is purged until it is \
            released, approved plans included. Each partnership holds a thread for itself.

              baton retention hold TXN --as staff-7 --reference INQ-3 \\
                --node partnership.json
            """)

    @Argument(help: "The thread.", transform: Reading.thread)
    var txn: ThreadID

    @OptionGroup var decision: DecisionOptions

    var writesJSON: Bool { decision.output.json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        try await RetentionStory.hold(
            "/retention/holds/\(txn.text)", "is held", decision, surroundings)
    }
}

/// Ends a hold.
struct RetentionReleaseCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "release",
        abstract: "Ends the hold of a thread.",
        discussion: """
            What of it had run out its time is due with the next plan, unless another \
            partnership holds the thread too.

              baton retention release TXN --as staff-7 --reference INQ-3 \\
                --node partnership.json
            """)

    @Argument(help: "The thread.", transform: Reading.thread)
    var txn: ThreadID

    @OptionGroup var decision: DecisionOptions

    var writesJSON: Bool { decision.output.json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        try await RetentionStory.hold(
            "/retention/holds/\(txn.text)/release", "is not held", decision, surroundings)
    }
}
