// SPDX-License-Identifier: Apache-2.0

/// The vocabularies of the specification (core section 8.1.2): a dialect has the keywords of those
/// that its metaschema names.
enum Vocabulary: String, Sendable, CaseIterable {
    case core
    case applicator
    case unevaluated
    case validation
    case metaData = "meta-data"
    case formatAnnotation = "format-annotation"
    case formatAssertion = "format-assertion"
    case content

    private static let prefix = "https://json-schema.org/draft/2020-12/vocab/"

    /// The vocabulary that goes by a URI.
    init?(uri: String) {
        guard uri.utf8.starts(with: Self.prefix.utf8) else { return nil }
        self.init(rawValue: String(uri.dropFirst(Self.prefix.count)))
    }
}

/// The keywords that a schema may use and what they mean: what its `$schema` names.
struct Dialect: Sendable {
    /// The URI of the metaschema.
    let metaschema: String
    let vocabularies: Set<Vocabulary>
    /// Whether the metaschema asks for `format` to be asserted.
    var assertsFormat: Bool { vocabularies.contains(.formatAssertion) }

    /// JSON Schema 2020-12 itself.
    static let standard = Dialect(
        metaschema: Metaschema.dialect,
        vocabularies: Set(Vocabulary.allCases).subtracting([.formatAssertion]))

    /// Whether it has the keywords of a vocabulary.
    func has(_ vocabulary: Vocabulary) -> Bool {
        if vocabulary == .formatAnnotation, assertsFormat { return true }
        return vocabularies.contains(vocabulary)
    }
}
