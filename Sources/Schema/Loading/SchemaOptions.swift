// SPDX-License-Identifier: Apache-2.0

/// How strictly schemas are read, and what `format` means in them.
package struct SchemaOptions: Sendable {
    /// What is done with a keyword that no vocabulary of the schema's dialect has.
    package enum UnknownKeywords: Sendable {
        /// It tells something and asserts nothing (core section 6.5: they SHOULD be treated as
        /// annotations).
        case areAnnotations
        /// The schema is refused, unless the name begins with `x-`: a schema that is understood
        /// only in part would let through what its author meant to stop.
        case areRefused
    }

    /// What is done with unknown keywords.
    package var unknownKeywords: UnknownKeywords
    /// Whether each schema must say its dialect and its own absolute URI; otherwise it is taken
    /// for 2020-12 and goes by the name of its source.
    package var requiresIdentity: Bool
    /// Whether also what nothing refers to is compiled, so that a mistake in it is found.
    package var compilesUnreachable: Bool
    /// Whether `format` asserts in every schema (validation section 7.2.2), not only where the
    /// metaschema says so.
    package var formatAssertion: Bool
    /// Vocabularies beyond those of the specification whose keywords the caller knows to read, by
    /// their URIs; they assert nothing.
    package var annotationVocabularies: Set<String> = []

    /// What Baton's own catalogue must hold to.
    package static let catalogue = SchemaOptions(
        unknownKeywords: .areRefused, requiresIdentity: true, compilesUnreachable: true,
        formatAssertion: true)

    /// What the specification says of anybody's schemas.
    package static let standard = SchemaOptions(
        unknownKeywords: .areAnnotations, requiresIdentity: false, compilesUnreachable: false,
        formatAssertion: false)
}
