// SPDX-License-Identifier: Apache-2.0

import Schema
import Wire

/// Ways to come by schemas and values in tests.
enum Compiling {
    static let id = "https://example.org/schema"
    static let dialect = "https://json-schema.org/draft/2020-12/schema"

    /// A schema of these members, which need not say what dialect they are in.
    static func schema(_ members: String, and others: [String] = []) throws -> CompiledSchema {
        let registry = try registry([members] + others)
        return registry.schemas[0]
    }

    /// A registry of schemas, the first of which goes by `id`, the others by `id` and a number.
    static func registry(_ texts: [String]) throws -> SchemaRegistry {
        let sources = try texts.enumerated().map { number, text in
            let suffix = number == 0 ? "" : "/\(number)"
            return try source(text, id: id + suffix)
        }
        return try SchemaRegistry(loading: sources)
    }

    static func source(_ text: String, id: String) throws -> SchemaSource {
        let head = "{\"$schema\":\"\(dialect)\",\"$id\":\"\(id)\""
        let inside = text.dropFirst()
        let whole = head + (inside == "}" ? "" : ",") + inside
        return SchemaSource(name: "file.json", document: try document(whole))
    }

    static func document(_ text: String) throws -> JSONDocument {
        try JSONDocument(parsing: text, limits: .schema)
    }
}

extension CompiledSchema {
    func violations(in text: String) throws -> [Violation] {
        violations(in: try Compiling.document(text).root)
    }
}
