// SPDX-License-Identifier: Apache-2.0

import Wire

/// What is kept, what is forgotten, and who decides.
extension InterfaceDescription {
    static let retention: [Operation] = [
        Operation(
            method: "get", path: "/retention/plans",
            summary: "Plans of what is to be purged, and how far each is.",
            description: """
                For readers with the role `partnership`: those of their partnerships. `damaged` names the \
                entries that could not be read: where the plan's own is among them it cannot be carried \
                out, and what it says is not shown. \(logged)
                """,
            parameters: grounds,
            answers: [
                Operation.Answer(status: 200, meaning: "All of them.", content: .json("List")),
                wrong, notTheirs,
            ]),
        Operation(
            method: "post", path: "/retention/plans",
            summary: "Finds out what is due to be purged, and writes it down as a plan.",
            description: """
                For readers with the role `partnership`, as a person. The answer names the messages \
                that are due by the classes of the configuration and those that are held back \
                (`held_back_by`: `open-expectation`, `unread-copy`, `legal-hold`, \
                `legal-hold-of-another`, or `damaged` for what cannot be read); items with `what` \
                `facts` are entries whose facts and parts are due, and `facts_due` counts them. \
                Nothing is purged before a second person approves \
                the plan; where nothing is due there is no `plan`. One plan names at most 10,000 \
                messages, and as many entries; `more` says that it is full.
                """,
            parameters: [
                Operation.Parameter(
                    name: "partnership", meaning: "Which one, of several that the caller keeps.",
                    schema: ["type": "string", "format": "uri"]),
                reference,
            ], answers: [found("What is due, and what holds the rest back."), wrong, notTheirs]),
        Operation(
            method: "get", path: "/retention/plans/{plan}", summary: "One plan, with its messages.",
            description: "For readers with the role `partnership`. \(logged)",
            parameters: [plan] + grounds,
            answers: [found("The plan."), wrong, notTheirs, nothing]),
        Operation(
            method: "post", path: "/retention/plans/{plan}/approve",
            summary: "Lets a plan go.",
            description: """
                For a second person: not the one who asked for it. The broker carries it out in the \
                background; what is held back or damaged by then is kept, and `damaged` of the \
                plan names what could not be read. Done twice it is done once.
                """,
            parameters: [plan, reference],
            answers: [found("How it stands now."), wrong, notTheirs, nothing]),
        Operation(
            method: "get", path: "/retention/holds", summary: "Threads that are held.",
            description: """
                For readers with the role `partnership`: those that their partnerships hold. \
                `held_by_another` says that another partnership holds the thread too. With `missing` \
                the thread came after the backup from which the broker was restored: `entry` and \
                `agency` say where its hold stood, and no `txn`, which only that agency knows. It is \
                held again once its messages were sent again; or its hold is ended. \(logged)
                """,
            parameters: grounds,
            answers: [
                Operation.Answer(status: 200, meaning: "All of them.", content: .json("List")),
                wrong, notTheirs,
            ]),
        Operation(
            method: "post", path: "/retention/holds/{txn}",
            summary: "Holds a thread: nothing of it is purged.",
            description: """
                For readers with the role `partnership`, as a person. Each partnership holds it for \
                itself.
                """,
            parameters: [thread, reference],
            answers: [found("That it is held."), wrong, notTheirs, nothing]),
        Operation(
            method: "post", path: "/retention/holds/{txn}/release", summary: "Ends a hold.",
            description: """
                For readers with the role `partnership`, as a person. With `held_by_another` the \
                thread stays, because another partnership holds it. A hold that is `missing` is \
                ended by the `txn` of its thread, too.
                """,
            parameters: [thread, reference],
            answers: [
                found("That these partnerships do not hold it."), wrong, notTheirs, nothing,
            ]),
    ]

    private static let plan = Operation.Parameter(
        name: "plan", meaning: "The index of the entry of the plan.",
        schema: ["type": "string", "pattern": "^(0|[1-9][0-9]{0,17})$"], isInPath: true)

    private static let thread = Operation.Parameter(
        name: "txn", meaning: "The thread.", schema: ["type": "string", "format": "uuid"],
        isInPath: true)

    private static let reference = Operation.Parameter(
        name: "reference", meaning: "The person's own reference, which the log keeps.",
        isRequired: true)

    private static let notTheirs = Operation.Answer(
        status: 403, meaning: "The caller keeps no partnership, or may not approve its own plan.",
        content: .json("Fault"))
}
