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
        open(
            "/log/tile/{path}", "A tile or an entry bundle (C2SP tlog-tiles).",
            Operation.Content(types: ["application/octet-stream"]),
            [
                Operation.Parameter(
                    name: "path", meaning: "`<L>/<N>[.p/<W>]`, or `entries/<N>[.p/<W>]`.",
                    isInPath: true)
            ]),
        open("/livez", "Whether the process answers.", .text),
        open("/readyz", "Whether what gets its 202 now is durable.", .text),
        open(
            "/.well-known/jwks.json", "The keys that the broker signs its own messages with.",
            Operation.Content(types: ["application/json"], schema: ["type": "object"])),
        open(
            "/openapi.json", "This document.",
            Operation.Content(types: ["application/json"], schema: ["type": "object"])),
    ]

    private static let whole: JSONValue = ["type": "integer", "minimum": .integer(0)]

    private static func open(
        _ path: String, _ summary: String, _ content: Operation.Content,
        _ parameters: [Operation.Parameter] = []
    ) -> Operation {
        var answers = [Operation.Answer(status: 200, meaning: "It.", content: content)]
        if ["/log/checkpoint", "/log/cosigned", "/log/tile/{path}"].contains(path) {
            answers.append(nothing)
        }
        if path == "/log/timestamps" { answers.append(wrong) }
        if path == "/readyz" {
            answers.append(
                Operation.Answer(status: 503, meaning: "Not now.", content: .json("Fault")))
        }
        return Operation(
            method: "get", path: path, summary: summary, description: "For everybody.",
            isPublic: true, parameters: parameters, answers: answers)
    }
}
