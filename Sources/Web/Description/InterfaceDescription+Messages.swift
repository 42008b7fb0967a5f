// SPDX-License-Identifier: Apache-2.0

import Audit
import Wire

/// What a node does: it sends, fetches, and asks what became of its messages.
extension InterfaceDescription {
    static let messages: [Operation] = [
        Operation(
            method: "post", path: "/events", summary: "Takes one SET (RFC 8935).",
            description: """
                202 once the message is durable, with its receipt in `Location`. With \
                `Prefer: return=representation` the receipt comes as the body.
                """,
            parameters: [prefer],
            content: Operation.Content(
                types: [EventsDoor.mediaType], meaning: "The signed SET, in compact form."),
            answers: [
                kept("It is kept."),
                Operation.Answer(
                    status: 400, meaning: "It is refused, with every reason.",
                    content: .json(Operation.Answer.refusedSET)),
            ] + tooMuch),
        Operation(
            method: "post", path: "/poll", summary: "Hands out what waits in a mailbox (RFC 8936).",
            description: """
                An `ack` counts only for a SET that was handed out to that mailbox. Of two that share a \
                `jti` the second waits for the first's `ack`, and stands in no answer to a poll that \
                acknowledges that `jti` itself: such an answer says `moreAvailable`. A poll is a node's: \
                a bearer token that names a person (`act`) is answered 400.
                """,
            parameters: [
                Operation.Parameter(
                    name: "mailbox",
                    meaning: "The agency whose mailbox it is, for a node that it is run by.",
                    schema: ["type": "string", "format": "uri"])
            ],
            content: .json("Poll"),
            answers: [
                Operation.Answer(
                    status: 200, meaning: "What waits; empty when nothing came in time.",
                    content: .json("Polled")),
                wrong, shut,
            ] + tooMuch),
        Operation(
            method: "post", path: "/log/cosignatures",
            summary: "Takes a node's cosignature of a checkpoint (C2SP tlog-cosignature).",
            description: """
                For the nodes of an agency for which the configuration lists a witness. It is served \
                with the checkpoint from then on.
                """,
            content: Operation.Content(
                types: [CosignaturesDoor.mediaType],
                meaning: "A checkpoint of this log as a signed note, with the cosignature."),
            answers: [
                Operation.Answer(status: 204, meaning: "It is served."), wrong, shut,
            ] + tooMuch),
        Operation(
            method: "get", path: "/receipts/{jti}", summary: "The receipt of a message.",
            description: """
                For its sender and its recipients: a C2SP tlog-proof@v1. \(logged)
                """,
            parameters: [
                jti, issuer,
                Operation.Parameter(
                    name: "size",
                    meaning: """
                        What it is proved against: the first checkpoint of at least that size, the \
                        newest, or the newest that enough witnesses have cosigned.
                        """,
                    schema: ["type": "string", "pattern": "^([1-9][0-9]*|newest|cosigned)$"]),
            ] + grounds,
            answers: [
                Operation.Answer(status: 200, meaning: "The receipt.", content: .text), wrong,
                nothing,
            ]),
        Operation(
            method: "get", path: "/messages/{jti}", summary: "What became of a message.",
            description: """
                For its sender: how it stands with each recipient. With \
                `Accept: application/secevent+jwt`: the message again, byte for byte, which is logged; \
                the header `Baton-Amended` then says that it was `corrected` or `retracted`. Where the \
                content was purged, the description of the 404 says so. \(logged)
                """,
            parameters: [jti, issuer] + grounds,
            answers: [
                Operation.Answer(
                    status: 200, meaning: "How it stands, or the message.",
                    content: Operation.Content(
                        types: ["application/json", EventsDoor.mediaType],
                        schema: ["type": "object"])),
                wrong, nothing,
            ]),
        Operation(
            method: "get", path: "/messages", summary: "What an agency sent and was sent.",
            description: "To reconcile its own records with. \(logged)",
            parameters: [
                Operation.Parameter(name: "since", meaning: time),
                Operation.Parameter(
                    name: "state", meaning: "Only messages in this state.",
                    schema: ["enum": .array(MessageReport.states.sorted().map(JSONValue.string))]),
                cursor,
            ] + grounds,
            answers: [
                Operation.Answer(status: 200, meaning: "A page.", content: .json("List")), wrong,
            ]),
        Operation(
            method: "get", path: "/nodes", summary: "How the broker sees an agency's nodes.",
            description: """
                The keys of each, when its last message came since the broker started, and how far \
                its clock is from the broker's, as its messages tell. What an agency signs and \
                connects with by certificate stands under the node `certificate`, as far as it was \
                shown since the start: `use` (`signing` or `connecting`), `sha256`, `serial`, `from`, \
                `until` and `last_shown_at` of each. \(logged)
                """,
            parameters: grounds,
            answers: [
                Operation.Answer(status: 200, meaning: "All of them.", content: .json("List")),
                wrong,
            ]),
    ]

    static let jti = Operation.Parameter(
        name: "jti", meaning: "The message's `jti`.",
        schema: ["type": "string", "pattern": "^[A-Za-z0-9._~-]{16,128}$"], isInPath: true)

    static let issuer = Operation.Parameter(
        name: "iss", meaning: "Who issued it, where several have that `jti`.",
        schema: ["type": "string", "format": "uri"])

    static let cursor = Operation.Parameter(
        name: "cursor", meaning: "Where to go on: the `next` of the page before.")

    /// How the answer to a message is wanted.
    static let prefer = Operation.Parameter(
        name: "Prefer",
        meaning: "`return=representation`, for the receipt as the body (RFC 7240).",
        isInHeader: true)

    /// What is said of a message that was taken.
    static func kept(_ meaning: String) -> Operation.Answer {
        Operation.Answer(
            status: 202, meaning: meaning, content: .text,
            headers: [
                ("Location", "Where its receipt is."),
                ("Preference-Applied", "`return=representation`, where the receipt is the body."),
            ])
    }

    /// What any read may say of itself.
    static let grounds = [
        Operation.Parameter(
            name: "purpose", meaning: "What it is read for; needs `act` in the bearer token."),
        Operation.Parameter(
            name: "reference", meaning: "The case or review that the read belongs to."),
    ]

    /// What holds where a system's read is no entry.
    static let logged = "A read by a person (`act` in the bearer token) is logged."

    static let time = "A date, which begins at midnight in London, or an RFC 3339 time."

    static let wrong = Operation.Answer(
        status: 400, meaning: "The request is wrong; `at` says where.", content: .json("Fault"))

    /// What a body may be answered.
    static let tooMuch = [
        Operation.Answer(
            status: 413, meaning: "It is longer than the limit.", content: .json("Fault")),
        Operation.Answer(
            status: 415, meaning: "It is of another media type, or in a coding.",
            content: .json("Fault"),
            headers: [
                ("Accept", "The media type that is taken."),
                ("Accept-Encoding", "`identity`, where it came in a coding."),
            ]),
    ]

    static let shut = Operation.Answer(
        status: 403, meaning: "It is not for the caller.", content: .json("Fault"))

    static let nothing = Operation.Answer(
        status: 404, meaning: "Nothing of that name that the caller may see.",
        content: .json("Fault"))
}
