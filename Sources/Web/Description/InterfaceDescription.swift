// SPDX-License-Identifier: Apache-2.0

import Audit
import Intake
import Wire

/// `GET /openapi.json`: the doors of the agencies' listener, for programs that write clients.
///
/// OpenAPI 3.1, whose schemas are JSON Schema 2020-12. A test holds it against the routes.
enum InterfaceDescription {
    /// Every operation, in the order of interfaces.md section 1.
    static let operations = messages + quarantine + retention + audit + publicOnes

    /// The whole document.
    static let document: JSONValue = [
        "openapi": "3.1.0",
        "info": [
            "title": "Baton", "version": "1",
            "summary": "The broker that carries safeguarding referrals and shows who dropped them.",
            "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
        ],
        "servers": [["url": "/"]],
        "security": [["bearer": .array([])], ["mutual_tls": .array([])]],
        "paths": paths,
        "components": [
            "securitySchemes": [
                "bearer": [
                    "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
                    "description": .string(bearer),
                ],
                "mutual_tls": [
                    "type": "mutualTLS", "description": .string(certificate),
                ],
            ],
            "schemas": .object(components),
        ],
    ]

    private static let bearer = """
        A JWT signed with the node's own key: `iss` = `sub` = the agency's URI, `aud` = the broker's \
        URI, `kid` the node's, `exp` at most five minutes after `iat`. Where a person reads, \
        `act: {"sub": "<staff id>"}` (RFC 8693).
        """

    private static let certificate = """
        Where the listener speaks TLS: a client certificate whose one https subject alternative name \
        is the agency's URI (RFC 8705 section 2.1.2). A token beside it must be of the same agency.
        """

    private static var paths: JSONValue {
        var paths: [JSONMember] = []
        for operation in operations.flatMap({ $0.method == "get" ? [$0, $0.head] : [$0] }) {
            let member = JSONMember(operation.method, operation.json)
            if let place = paths.firstIndex(where: { $0.name == operation.path }) {
                let others = paths[place].value.members ?? []
                paths[place] = JSONMember(operation.path, .object(others + [member]))
            } else {
                paths.append(JSONMember(operation.path, .object([member])))
            }
        }
        return .object(paths)
    }
}

extension InterfaceDescription {
    private static let components =
        [
            JSONMember("Fault", fault), JSONMember(Operation.Answer.refusedSET, refused),
            JSONMember("Poll", poll), JSONMember("Polled", polled), JSONMember("List", list),
            JSONMember("Withdrawal", withdrawal),
        ] + Question.allCases.map { JSONMember($0.rawValue, answer(to: $0)) }

    private static let fault = object(
        "Why a request was not answered as asked.", required: ["err", "description"],
        [
            ("err", ["type": "string", "description": "The kind of fault."]),
            ("description", ["type": "string", "description": "What is wrong, and what to do."]),
            ("at", ["type": "string", "description": "The parameter or member that is wrong."]),
        ])

    /// RFC 8935 section 2.3, with every reason beside it.
    private static let refused = object(
        "Why a SET was not let in: every reason at once.",
        required: ["err", "description", "reasons"],
        [
            (
                "err",
                [
                    "enum": .array(SETErrorCode.allCases.map { .string($0.rawValue) }),
                    "description": "The code of RFC 8935 section 2.4 for the first reason.",
                ]
            ),
            ("description", ["type": "string"]),
            (
                "reasons",
                [
                    "type": "array",
                    "items": object(
                        "One reason.", required: ["code", "detail"],
                        [
                            ("code", ["enum": .array(refusalCodes.map(JSONValue.string))]),
                            (
                                "at",
                                [
                                    "type": "string",
                                    "description":
                                        "A claim's or parameter's name, or a JSON Pointer into the payload.",
                                ]
                            ),
                            ("detail", ["type": "string"]),
                        ]),
                ]
            ),
        ])

    /// The codes of a SET's refusal: those of the SET itself, and that of the path on which it was sent.
    private static let refusalCodes = Refusal.codes + [Fault.codeOfParameter]

    /// RFC 8936 section 2.4.
    private static let poll = object(
        "What is acknowledged, what is refused, and how much is wanted.",
        [
            ("ack", ["type": "array", "items": ["type": "string"]]),
            (
                "setErrs",
                [
                    "type": "object", "additionalProperties": ["type": "object"],
                    "description": .string(
                        """
                        What the caller's system refused, by `jti`: `err`, of which \
                        \(PollRequest.codeBytes) bytes are kept, and `description`.
                        """),
                ]
            ),
            ("maxEvents", ["type": "integer", "minimum": .integer(0)]),
            ("returnImmediately", ["type": "boolean"]),
        ])

    /// RFC 8936 section 2.5.
    private static let polled = object(
        "What is handed out, by its `jti`.", required: ["sets"],
        [
            ("sets", ["type": "object", "additionalProperties": ["type": "string"]]),
            (
                "amended",
                [
                    "type": "object",
                    "description": """
                    What later messages did to some of them, by their `jti`: `corrected`, `retracted`. \
                    Absent where nothing was done to any.
                    """,
                    "additionalProperties": ["type": "array", "items": ["type": "string"]],
                ]
            ),
            ("moreAvailable", ["type": "boolean"]),
        ])

    private static let list = object(
        "A page.", required: ["items"],
        [
            ("items", ["type": "array", "items": ["type": "object"]]),
            (
                "next",
                [
                    "type": "string",
                    "description": "The `cursor` of the next page; absent at the end.",
                ]
            ),
        ])

    /// What a question is answered: its main table at the top, and what each column means.
    private static func answer(to question: Question) -> JSONValue {
        let outline = question.outline
        return object(
            outline.sentence,
            required: ["question", "title", "period", "partnership", "columns", "rows", "notes"],
            [
                ("question", ["const": .string(question.rawValue)]),
                ("title", ["type": "string"]), ("period", ["type": "object"]),
                ("partnership", ["type": "string"]), ("columns", ["type": "array"]),
                ("rows", rows(of: outline.tables.first)),
                ("notes", ["type": "array", "items": ["type": "string"]]),
            ] + further(outline))
    }

    /// The tables after the main one; nothing where there are none.
    private static func further(_ outline: Audit.Answer.Outline) -> [(String, JSONValue)] {
        let others = outline.tables.dropFirst().map { table in
            object(
                table.title, required: ["table", "rows"],
                [("table", ["const": .string(table.name)]), ("rows", rows(of: table))])
        }
        return others.isEmpty
            ? [] : [("further", ["type": "array", "prefixItems": .array(others)])]
    }

    private static func rows(of table: Audit.Answer.Table?) -> JSONValue {
        let columns = table?.columns.map { ($0.name, description(of: $0)) } ?? []
        return ["type": "array", "items": object(table?.title ?? "A row.", columns)]
    }

    private static func description(of column: Audit.Answer.Column) -> JSONValue {
        ["description": .string("\(column.meaning) Unit: \(column.unit.rawValue).")]
    }

    static func object(
        _ description: String, required: [String] = [], _ members: [(String, JSONValue)]
    ) -> JSONValue {
        .object(leavingOutNil: [
            "type": "object", "description": .string(description),
            "required": required.isEmpty ? nil : .array(required.map(JSONValue.string)),
            "properties": .object(members.map { JSONMember($0.0, $0.1) }),
        ])
    }
}
