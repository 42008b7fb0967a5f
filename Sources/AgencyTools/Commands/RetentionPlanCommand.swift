// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Safeguarding
import Wire

/// Lists plans and how far each is.
struct RetentionListCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists plans of purges, and how far each is.",
        discussion: """
            States: asked (a second person has not approved it), approved (it is being carried \
            out), done. KEPT counts what was held back after all.

              baton retention list --node partnership.json
            """)

    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    var writesJSON: Bool { output.json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        var client = try node.client(in: surroundings)
        let answer = try await client.get("/retention/plans").json()
        if output.json { return try surroundings.results.line(answer.value.text) }
        try surroundings.results.table(RetentionStory.plans(answer.list("items")))
    }
}

/// Asks what is due.
struct RetentionPlanCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Finds out what is due to be purged, and writes it down as a plan.",
        discussion: """
            Each message with its class, and what would be due and is held back with what holds it: \
            open-expectation, unread-copy, legal-hold. Rows marked `facts` are entries whose facts and \
            parts go, of messages whose content is gone already, and of what tells of those alone. \
            Nothing goes before another person approves.

              baton retention plan --as staff-7 --reference R-12 --node partnership.json
            """)

    @Option(
        help: ArgumentHelp("Which partnership, of several that are kept.", valueName: "uri"),
        transform: Reading.partnership)
    var partnership: PartnershipID?

    @OptionGroup var decision: DecisionOptions

    var writesJSON: Bool { decision.output.json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        var client = try decision.client(in: surroundings)
        let answer = try await client.post(
            "/retention/plans",
            saying: decision.parameters + [("partnership", partnership?.uri)]
        ).json()
        if writesJSON { return try surroundings.results.line(answer.value.text) }
        try surroundings.results.table(RetentionStory.messages(answer.list("items")))
        for line in RetentionStory.summary(answer) { try surroundings.results.line(line) }
    }
}

/// Lets a plan go.
struct RetentionApproveCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Lets a plan go that another person asked for.",
        discussion: """
            The broker then purges in the background what the plan names and nothing holds back. \
            What is purged cannot be had again; its proofs and receipts stay good, and of entries \
            whose facts go, the proofs.

              baton retention approve 4711 --as staff-9 --reference R-12 \\
                --node partnership.json
            """)

    @Argument(help: "The plan, by the number that `baton retention plan` gave.")
    var plan: Int64

    @OptionGroup var decision: DecisionOptions

    var writesJSON: Bool { decision.output.json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        var client = try decision.client(in: surroundings)
        let answer = try await client.post(
            "/retention/plans/\(plan)/approve", saying: decision.parameters
        ).json()
        if writesJSON { return try surroundings.results.line(answer.value.text) }
        try surroundings.results.table(RetentionStory.plans([answer]))
    }
}
