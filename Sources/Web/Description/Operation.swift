// SPDX-License-Identifier: Apache-2.0

import Wire

/// One path and method of the agencies' listener, as `GET /openapi.json` describes it.
struct Operation: Sendable {
    /// The method, in lower case as OpenAPI has it.
    let method: String
    /// The path, its parameters in braces.
    let path: String
    /// What it does, in a line.
    let summary: String
    /// For whom it is, and what else there is to know.
    let description: String
    /// Whether a caller must say who it is.
    var isPublic = false
    /// What can be said in the path and the query.
    var parameters: [Parameter] = []
    /// What is sent; nil when nothing is.
    var content: Content?
    /// What comes back, by status.
    var answers: [Answer]

    /// A parameter.
    struct Parameter: Sendable {
        /// Its name.
        let name: String
        /// What it means.
        let meaning: String
        /// What it may be.
        var schema: JSONValue = ["type": "string"]
        /// Whether it stands in the path, and so must be there.
        var isInPath = false
        /// Whether it is a header field.
        var isInHeader = false
        /// Whether it must be there.
        var isRequired = false
        /// Whether it may be there twice: as a time, and as an agency.
        var mayBeTwo = false
    }

    /// A body.
    struct Content: Sendable {
        /// Its media types.
        let types: [String]
        /// What it is, of the media types that are JSON; nil for characters or bytes.
        var schema: JSONValue?
        /// What of it is said beside the schema.
        var meaning: String?
        /// What each column means, where it is a table.
        var columns: [(name: String, meaning: String)] = []
    }

    /// An answer.
    struct Answer: Sendable {
        /// The status.
        let status: Int
        /// What it says.
        let meaning: String
        /// The body; nil when there is none.
        var content: Content?
        /// The header fields that are to be known of, and what each says.
        var headers: [(name: String, meaning: String)] = []
    }
}

extension Operation.Content {
    /// A component of the document, as JSON.
    static func json(_ component: String) -> Self {
        Self(types: ["application/json"], schema: .reference(component))
    }

    /// Characters.
    static let text = Self(types: ["text/plain"])
}

extension Operation.Answer {
    /// The component that describes why a SET was not let in.
    static let refusedSET = "RefusedSET"

    /// Whether it says why a SET was not let in.
    var isRefusedSET: Bool { status == 400 && content?.schema == .reference(Self.refusedSET) }
}

extension Operation {
    /// The operation's name: unique, made of its path.
    private var id: String {
        let words = path.split { !$0.isLetter && !$0.isNumber }
        return ([method] + words.map(String.init)).joined(separator: "_")
    }

    /// The same by HEAD, which every path has that has GET: its answers have no content.
    var head: Operation {
        Operation(
            method: "head", path: path, summary: "The fields of the answer to GET, alone.",
            description: "As GET, in all that is done and noted; the answer has no content.",
            isPublic: isPublic, parameters: parameters, answers: answers)
    }

    /// The operation object (OpenAPI 3.1 section 4.8.10).
    var json: JSONValue {
        var all = answers + Self.refusalsOfAny + (isPublic ? [] : Self.refusals)
        if method == "head" { for place in all.indices { all[place].content = nil } }
        return .object(leavingOutNil: [
            "operationId": .string(id), "summary": .string(summary),
            "description": .string(description),
            "security": isPublic ? .array([]) : nil,
            "parameters": parameters.isEmpty ? nil : .array(parameters.map(\.json)),
            "requestBody": content.map { body in
                .object(leavingOutNil: [
                    "required": .boolean(true), "content": body.json,
                    "description": body.meaning.map(JSONValue.string),
                ])
            },
            "responses": .object(
                all.sorted { $0.status < $1.status }.map {
                    JSONMember("\($0.status)", $0.json)
                }),
        ])
    }

    /// What any request may be answered.
    private static let refusalsOfAny = [
        Answer(
            status: 431,
            meaning: """
                First line and header fields are longer than \(WebLimits().headerBytes) bytes together, \
                line ends and the empty line counted, or there are more than \
                \(WebLimits().headerFields) fields.
                """,
            content: .json("Fault"))
    ]

    /// What any request may be answered that says who calls.
    private static let refusals = [
        Answer(
            status: 401, meaning: "Nobody, or nobody who is known, is calling.",
            content: .json("Fault"),
            headers: [
                (
                    "WWW-Authenticate",
                    "`Bearer`, with `error` where a token was sent (RFC 6750 section 3)."
                )
            ]),
        Answer(
            status: 429, meaning: "Your agency has too much in flight; see `Retry-After`.",
            content: .json("Fault"), headers: [retryAfter]),
        Answer(
            status: 503, meaning: "Nothing can be made durable just now; see `Retry-After`.",
            content: .json("Fault"), headers: [retryAfter]),
    ]

    /// The field of an answer that says when to try again.
    static let retryAfter = (
        name: "Retry-After", meaning: "After how many seconds it may be sent again."
    )
}

extension Operation.Parameter {
    fileprivate var json: JSONValue {
        [
            "name": .string(name),
            "in": .string(isInPath ? "path" : isInHeader ? "header" : "query"),
            "required": .boolean(isInPath || isRequired), "description": .string(meaning),
            "schema": schema,
        ]
    }
}

extension Operation.Content {
    /// The content map (OpenAPI 3.1 section 4.8.14).
    fileprivate var json: JSONValue {
        .object(
            types.map { type in
                let isJSON = type == "application/json"
                let schema =
                    isJSON ? schema ?? [:] : type == "text/csv" ? table : ["type": "string"]
                return JSONMember(type, ["schema": schema])
            })
    }

    private var table: JSONValue {
        guard !columns.isEmpty else { return ["type": "string"] }
        let meanings = columns.map { "`\($0.name)`: \($0.meaning)" }.joined(separator: " ")
        return [
            "type": "string",
            "description": .string("RFC 4180, with a heading. The columns in order. \(meanings)"),
        ]
    }
}

extension Operation.Answer {
    fileprivate var json: JSONValue {
        .object(leavingOutNil: [
            "description": .string(meaning),
            "headers": headers.isEmpty
                ? nil
                : .object(
                    headers.map { name, meaning in
                        JSONMember(
                            name,
                            ["description": .string(meaning), "schema": ["type": "string"]])
                    }),
            "content": content?.json,
        ])
    }
}

extension JSONValue {
    /// A reference to a component of the document.
    static func reference(_ component: String) -> JSONValue {
        ["$ref": .string("#/components/schemas/\(component)")]
    }
}
