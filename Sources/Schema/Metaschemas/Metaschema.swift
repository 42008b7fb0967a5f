// SPDX-License-Identifier: Apache-2.0

import Wire

/// The metaschemas of the 2020-12 dialect, always known and never fetched.
///
/// Word for word as the JSON Schema project published them under the BSD 3-clause licence and the
/// Academic Free License 3.0, © 2022 JSON Schema Specification Authors; only where a line is too
/// wide for this house is it broken, in a way that does not reach the text.
enum Metaschema {
    /// The URI of the dialect.
    static let dialect = "https://json-schema.org/draft/2020-12/schema"

    private static let texts: [(name: String, text: String)] = [
        ("schema", schema), ("meta/core", core), ("meta/applicator", applicator),
        ("meta/unevaluated", unevaluated), ("meta/validation", validation),
        ("meta/meta-data", metaData), ("meta/format-annotation", formatAnnotation),
        ("meta/format-assertion", formatAssertion), ("meta/content", content),
    ]

    /// All of them, each under its own URI.
    static let sources: [SchemaSource] = texts.map { name, text in
        do throws(JSONError) {
            return SchemaSource(
                name: "https://json-schema.org/draft/2020-12/" + name,
                document: try JSONDocument(parsing: text, limits: .schema))
        } catch {
            preconditionFailure("a metaschema that was shipped is JSON: \(error)")
        }
    }
}
