// SPDX-License-Identifier: Apache-2.0

import Audit
import Wire

/// Questions about the past; each is an entry of the log before it is answered.
extension InterfaceDescription {
    static let audit: [Operation] = [
        Operation(
            method: "get", path: "/audit/thread/{txn}", summary: "One thread, step by step.",
            description: """
                For a party to it, a partnership or an inspector; it has no content. \(withheldVerdicts)
                """,
            parameters: [
                Operation.Parameter(
                    name: "txn", meaning: "The thread.",
                    schema: ["type": "string", "format": "uuid"], isInPath: true)
            ] + grounds,
            answers: [found("Steps and expectations."), wrong, nothing]),
        Operation(
            method: "get", path: "/audit/thread/{txn}/documents",
            summary: "What a thread was verified and judged by.",
            description: """
                The keys, certificates, schemas, rules and calendars that were in force for it, of those \
                that the caller's view of the thread needs, each with its digest and the loads that named \
                it; of the configuration the digest alone. `withheld` counts what of the thread the caller \
                may not see, by kind.
                """,
            parameters: [
                Operation.Parameter(
                    name: "txn", meaning: "The thread.",
                    schema: ["type": "string", "format": "uuid"], isInPath: true)
            ] + grounds,
            answers: [found("Documents with their contents in base64."), wrong, nothing]),
        Operation(
            method: "get", path: "/audit/missed", summary: "Handoffs that were missed.",
            description: """
                An agency's own, or those of a reader's partnerships: the most serious first, by the \
                message's urgency, then its grade, then the break, and of those alike the oldest. \
                `amended` says that the message which opened one was corrected or retracted. \
                \(withheldVerdicts)
                """,
            parameters: missedFilters + [cursor] + grounds,
            answers: [
                Operation.Answer(
                    status: 200, meaning: "A page.",
                    content: Operation.Content(
                        types: ["application/json", "text/csv"], schema: .reference("List")),
                    headers: [("Link", "CSV: where the next page is (RFC 8288).")]),
                wrong, shut,
            ]),
        referrals,
        Operation(
            method: "get", path: "/audit/explain",
            summary: "Why one expectation stands as it does.",
            description: """
                For whoever owes it or is owed, a partnership or an inspector. `amended` says that the \
                message which opened it was corrected or retracted. \(withheldVerdicts)
                """,
            parameters: [
                Operation.Parameter(
                    name: "expectation", meaning: "Its name as answers show it, such as `12.4`.",
                    isRequired: true)
            ] + grounds,
            answers: [
                found("Rule, source, arithmetic, clocks, entries and attempts."), wrong, nothing,
            ]),
        Operation(
            method: "get", path: "/audit/questions/{question}",
            summary: "One of the ten questions.", description: persons,
            parameters: [which("question", ten)] + questionParameters + grounds,
            answers: answers(ten)),
        Operation(
            method: "post", path: "/audit/questions/{question}",
            summary: "Q7 beside a CSV of missing episodes.", description: persons,
            parameters: [which("question", [.missingEpisodes])] + questionParameters + grounds,
            content: Operation.Content(
                types: ["text/csv"],
                meaning: "CHILD, MIS_START and, where it has ended, MIS_END; or list 8 of Annex A."),
            answers: answers([.missingEpisodes]) + tooMuch),
        Operation(
            method: "get", path: "/audit/registers/{register}",
            summary: "One of the registers beside the questions.", description: persons,
            parameters: [which("register", registers)] + questionParameters + grounds,
            answers: answers(registers)),
        Operation(
            method: "get", path: "/audit/annex-a/{list}",
            summary: "A list of Ofsted's Annex A.",
            description: """
                For an inspector; it holds content. `act`, `purpose` and `reference` are needed, and \
                each message that is read is an entry of the log.
                """,
            parameters: [
                Operation.Parameter(
                    name: "list", meaning: "Which.",
                    schema: ["enum": .array(AnnexAList.allCases.map { .string($0.rawValue) })],
                    isInPath: true),
                Operation.Parameter(name: "from", meaning: time),
                Operation.Parameter(name: "to", meaning: time), partnership,
            ] + grounds,
            answers: [
                Operation.Answer(
                    status: 200, meaning: "The list, with the template's headings.",
                    content: Operation.Content(
                        types: ["application/json", "text/csv"], schema: ["type": "object"])),
                wrong, shut, nothing,
            ]),
        Operation(
            method: "get", path: "/audit/reads", summary: "Who read what, and what for.",
            description: """
                Whoever reads this list stands in it too. `amended` says that a message which was read was \
                corrected or retracted. Whoever oversees is not told who read what is restricted: such an \
                item is `withheld`.
                """,
            parameters: [
                Operation.Parameter(name: "from", meaning: time),
                Operation.Parameter(name: "to", meaning: time),
                Operation.Parameter(name: "agency", meaning: "Reads of this agency."),
                Operation.Parameter(name: "txn", meaning: "Reads of this thread."), cursor,
            ] + grounds,
            answers: [
                Operation.Answer(status: 200, meaning: "A page.", content: .json("List")), wrong,
            ]),
        revoked,
        Operation(
            method: "get", path: "/audit/sharing", summary: "Who shares how much with whom.",
            description: """
                For a partnership or an inspector; no row is about a person, and none counts what is \
                restricted.
                """,
            parameters: [
                Operation.Parameter(name: "from", meaning: "The first day on which it was routed."),
                Operation.Parameter(name: "to", meaning: "The last such day."), partnership,
                suppress,
            ] + grounds,
            answers: [
                Operation.Answer(
                    status: 200, meaning: "A row for each pair.",
                    content: Operation.Content(
                        types: ["application/json", "text/plain", "text/csv"],
                        schema: ["type": "object"])),
                wrong, shut,
            ]),
        Operation(
            method: "get", path: "/log/facts", summary: "What the entries of the log say.",
            description: """
                For a partnership or an inspector: facts, parts and salts, or why they are `withheld`: \
                `another_partnership`, `no_partnership` (of no one partnership, such as a read by \
                somebody who oversees several), `restricted`, `purged`.
                """,
            parameters: [
                Operation.Parameter(name: "from", meaning: "The first index.", schema: index),
                Operation.Parameter(
                    name: "to", meaning: "The index after the last.", schema: index),
            ] + grounds,
            answers: [found("Entries."), wrong, shut]),
    ]

    private static let referrals = Operation(
        method: "get", path: "/audit/referrals",
        summary: "Every message of a type in a period, and what became of it.",
        description: """
            An agency's own, or those of a reader's partnerships, in log order: to whom each was handed and \
            how far that got, what it opened, met or not, and in `verdict` what stands worst (`none` where \
            nothing was owed). With `to` the handoffs of other recipients are left out. For who oversees, \
            `withheld` counts the messages of restricted threads, whoever their agencies are. \
            \(withheldVerdicts) `purged` names the entry that says that a message was purged.
            """,
        parameters: referralFilters + [cursor] + grounds,
        answers: [
            Operation.Answer(
                status: 200, meaning: "A page.",
                content: Operation.Content(
                    types: ["application/json", "text/csv"], schema: .reference("List"),
                    columns: ReferralReport.columns),
                headers: [
                    ("Link", "CSV: where the next page is (RFC 8288)."),
                    ("Baton-Withheld", "CSV, for who oversees: `withheld`."),
                ]),
            wrong,
        ])

    private static let withheldVerdicts = """
        `withheld_verdicts` of an expectation names the entries that decided it and whose facts are \
        withheld from whoever oversees, as those of a restricted answer are.
        """

    private static let referralFilters = [
        ("from", "Who sent the message, as a URI."), ("to", "To whom it was handed, as a URI."),
        ("type", "The type of the message; referral.made when not said."),
        ("since", "The first day of London on which it was received."),
        ("until", "The last such day."), ("limit", "How many a page has."),
    ].map { Operation.Parameter(name: $0.0, meaning: $0.1) }

    private static let revoked = Operation(
        method: "get", path: "/audit/revoked",
        summary: "Messages that were taken under a key that was then revoked.",
        description: """
            An agency's own, or those of a reader's partnerships outside of restricted threads; each \
            with why (signed-after-revocation, received-after-revocation, accepted-in-doubt), from \
            when the key is revoked, since when that is known, and its recipients.
            """,
        parameters: [
            Operation.Parameter(name: "agency", meaning: "Under keys of this agency."),
            Operation.Parameter(name: "kid", meaning: "Under the key of this name."), cursor,
        ] + grounds,
        answers: [
            Operation.Answer(
                status: 200, meaning: "A page.",
                content: Operation.Content(
                    types: ["application/json", "text/csv"], schema: .reference("List"))),
            wrong, shut,
        ])

    private static let index: JSONValue = ["type": "integer", "minimum": .integer(0)]

    private static let missedFilters = [
        ("from", "Missed from then on; or who sent the message, as a URI."),
        ("to", "Missed before then; or who should have acted, as a URI."),
        ("agency", "Whoever is one of the two sides."), ("owed_by", "Who owes it."),
        ("type", "The type of the message."),
        ("rule", "The name of a rule, such as R10, or of one duty of it, such as R10.answered."),
        ("break_point", "Where it broke, B1 to B20."),
        ("open", "Whether it is still waited for: true or false."),
        ("order", "seriousness, which is usual, or log."), ("limit", "How many a page has."),
    ].map {
        Operation.Parameter(name: $0.0, meaning: $0.1, mayBeTwo: ["from", "to"].contains($0.0))
    }

    private static let partnership = Operation.Parameter(
        name: "partnership", meaning: "Which, for who oversees several.")

    private static let suppress = Operation.Parameter(
        name: "suppress", meaning: "Counts below this are not shown, nor what tells them.",
        schema: [
            "type": "integer", "minimum": .integer(Int64(Audit.Answer.leastSuppression)),
            "maximum": .integer(Int64(Audit.Answer.mostSuppression)),
        ])

    private static let ten = Question.allCases.filter { !$0.isRegister }

    private static let registers = Question.allCases.filter(\.isRegister)

    private static let persons = """
        For a partnership or an inspector. One that shows a person needs `act`, `purpose` and \
        `reference`.
        """

    private static func which(_ name: String, _ choices: [Question]) -> Operation.Parameter {
        Operation.Parameter(
            name: name, meaning: "Which.",
            schema: ["enum": .array(choices.map { .string($0.rawValue) })], isInPath: true)
    }

    private static func answers(_ choices: [Question]) -> [Operation.Answer] {
        let schemas = choices.map { JSONValue.reference($0.rawValue) }
        let answer = Operation.Content(
            types: ["application/json", "text/plain", "text/csv"],
            schema: schemas.count == 1 ? schemas[0] : ["oneOf": .array(schemas)])
        return [
            Operation.Answer(status: 200, meaning: "The answer.", content: answer), wrong, shut,
            nothing,
        ]
    }

    private static let questionParameters = [
        Operation.Parameter(name: "from", meaning: time),
        Operation.Parameter(name: "to", meaning: time), partnership, suppress,
        Operation.Parameter(name: "table", meaning: "The table that CSV has."),
        Operation.Parameter(name: "person", meaning: "The child of Q5, by its keyed name."),
        Operation.Parameter(name: "txn", meaning: "The child of Q5, by a thread about it."),
    ]

    static func found(_ meaning: String) -> Operation.Answer {
        Operation.Answer(
            status: 200, meaning: meaning,
            content: Operation.Content(types: ["application/json"], schema: ["type": "object"]))
    }
}
