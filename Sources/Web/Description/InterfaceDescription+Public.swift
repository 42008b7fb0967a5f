// SPDX-License-Identifier: Apache-2.0

import Wire

/// What everybody may read: the log's proofs, the broker's keys, whether it is there.
extension InterfaceDescription {
    static let publicOnes: [Operation] = [
        open(
            "/log/checkpoint",
            "The newest signed checkpoint (C2SP tlog-checkpoint), with what witnesses have cosigned.",
            .text),
        open("/log/cosigned", "The newest checkpoint that enough witnesses have cosigned.", .text),
        open(
            "/log/timestamps",
            "What time stamping authorities have stamped of the log (RFC 3161), a page at a time.",
            .json("List"),
            [
                Operation.Parameter(
                    name: "from", meaning: "The least size of the first checkpoint.",
                    schema: whole),
                Operation.Parameter(
                    name: "cursor", meaning: "Where the last page ended: its `next`.",
                    schema: whole),
            ]),
        open(
            "/log/vkey",
            "The keys that checkpoints verify under (C2SP signed-note), the one in use first.",
            .text),
        tile,
        open("/livez", "Whether the process answers.", .text),
        open("/readyz", "Whether what gets its 202 now is durable.", .text),
        open(
            "/.well-known/jwks.json", "The keys that the broker signs its own messages with.",
            Operation.Content(types: ["application/json"], schema: ["type": "object"])),
        open(
            "/openapi.json", "This document.",
            Operation.Content(types: ["application/json"], schema: ["type": "object"])),
    ]

    private static let tile = Operation(
        method: "get", path: "/log/tile/{path}",
        summary: "A tile or an entry bundle (C2SP tlog-tiles).",
        description: """
            For everybody. An entry bundle comes in gzip's form to whoever takes that; a tile of hashes \
            never does, since it would not become shorter. What stands here never changes.
            """,
        isPublic: true,
        parameters: [
            Operation.Parameter(
                name: "path", meaning: "`<L>/<N>[.p/<W>]`, or `entries/<N>[.p/<W>]`.",
                isInPath: true),
            Operation.Parameter(
                name: "Accept-Encoding",
                meaning: "`gzip`, where a bundle may come in that form (RFC 9110).",
                isInHeader: true),
        ],
        answers: [
            Operation.Answer(
                status: 200, meaning: "It.",
                content: Operation.Content(types: ["application/octet-stream"]),
                headers: [
                    ("Content-Encoding", "`gzip`, where a bundle is in that form; else absent."),
                    ("Vary", "`Accept-Encoding`, of a bundle in either form."),
                ]), nothing,
        ])

    private static let whole: JSONValue = ["type": "integer", "minimum": .integer(0)]

    private static func open(
        _ path: String, _ summary: String, _ content: Operation.Content,
        _ parameters: [Operation.Parameter] = []
    ) -> Operation {
        var answers = [Operation.Answer(status: 200, meaning: "It.", content: content)]
        if ["/log/checkpoint", "/log/cosigned"].contains(path) { answers.append(nothing) }
        if path == "/log/timestamps" { answers.append(wrong) }
        if path == "/readyz" {
            answers.append(
                Operation.Answer(
                    status: 503, meaning: "Not now.", content: .json("Fault"),
                    headers: [Operation.retryAfter]))
        }
        return Operation(
            method: "get", path: path, summary: summary, description: "For everybody.",
            isPublic: true, parameters: parameters, answers: answers)
    }
}
