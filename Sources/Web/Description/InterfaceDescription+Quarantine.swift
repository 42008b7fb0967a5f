// SPDX-License-Identifier: Apache-2.0

import Audit
import Intake
import Safeguarding
import Wire

/// What became of messages that were refused although their signature is good.
extension InterfaceDescription {
    static let quarantine: [Operation] = [
        Operation(
            method: "get", path: "/quarantine", summary: "Messages that were refused and are kept.",
            description: """
                A sender's own, those of which a notice told the caller, or those of a reader's \
                partnerships, in log order and without content. A page is of what was looked \
                through, so that it may be empty and have a `next`. Partnership, inspector and each \
                person (`act` in the bearer token) are noted as readers, here and of a single one.
                """,
            parameters: filters + [cursor] + grounds,
            answers: [
                Operation.Answer(status: 200, meaning: "A page.", content: .json("List")), wrong,
            ]),
        Operation(
            method: "get", path: "/quarantine/{entry}", summary: "One of them, with its proof.",
            description: """
                For those who find it in the list. With `Accept: application/secevent+jwt`: to its \
                sender alone, the message as it was posted, which is logged.
                """,
            parameters: [entry] + grounds,
            answers: [
                Operation.Answer(
                    status: 200, meaning: "How it stands, or the message.",
                    content: Operation.Content(
                        types: ["application/json", EventsDoor.mediaType],
                        schema: ["type": "object"])),
                wrong, nothing,
            ]),
        Operation(
            method: "post", path: "/quarantine/{entry}/resubmit",
            summary: "Judges the kept message anew.",
            description: """
                For its sender, when what was wrong was not the message: a key, a clock, an \
                agreement. Answered as `POST /events` answers. A corrected message is posted there, \
                under the same `jti`.
                """,
            parameters: [entry, prefer],
            answers: [
                kept("It is accepted."),
                Operation.Answer(
                    status: 400, meaning: "It is refused again, with every reason.",
                    content: .json(Operation.Answer.refusedSET)),
                nothing,
            ]),
        Operation(
            method: "post", path: "/quarantine/{entry}/withdraw",
            summary: "Says that it is not sent again.",
            description: """
                For its sender: nobody waits for it any more, and those who were told of the \
                refusal are told. Done twice it is done once, and the first reason stands.
                """,
            parameters: [entry], content: .json("Withdrawal"),
            answers: [
                found("How it stands now."), wrong, nothing,
                Operation.Answer(
                    status: 409, meaning: "It was sent again meanwhile, and accepted.",
                    content: .json("Fault")),
            ] + tooMuch),
    ]

    private static let entry = Operation.Parameter(
        name: "entry", meaning: "The index of the entry of its refusal.",
        schema: ["type": "string", "pattern": "^(0|[1-9][0-9]{0,17})$"], isInPath: true)

    private static let filters = [
        Operation.Parameter(name: "from", meaning: "Refused from then on. \(time)"),
        Operation.Parameter(name: "to", meaning: "Refused before then. \(time)"),
        Operation.Parameter(
            name: "state", meaning: "Only those that stand so.",
            schema: ["enum": .array(QuarantineState.allCases.map { .string($0.rawValue) })]),
        Operation.Parameter(
            name: "type", meaning: "Only of this event type, such as referral.made."),
        Operation.Parameter(
            name: "code", meaning: "Only those with this among their reasons.",
            schema: ["enum": .array(Refusal.codes.map(JSONValue.string))]),
        Operation.Parameter(name: "jti", meaning: "Only with this `jti`.", schema: jti.schema),
        Operation.Parameter(
            name: "iss", meaning: "Only of this sender.",
            schema: ["type": "string", "format": "uri"]),
    ]

    static let withdrawal: JSONValue = [
        "type": "object", "description": "Why a refused message is not sent again.",
        "required": ["reason"], "additionalProperties": false,
        "properties": [
            "reason": [
                "enum": .array(WithdrawalReason.allCases.map { .string($0.rawValue) })
            ]
        ],
    ]
}
