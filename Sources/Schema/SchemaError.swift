// SPDX-License-Identifier: Apache-2.0

import Wire

/// Why schemas cannot be loaded.
///
/// A schema that Baton understands only in part is refused: it would let through what its author
/// meant to stop.
package enum SchemaError: Error, Hashable, Sendable {
    /// Something that is neither an object nor a truth value stands where a schema belongs.
    case notASchema(at: SchemaPlace)
    /// The file has no `$id` that is an absolute URI.
    case missingID(at: SchemaPlace)
    /// `$schema` is missing at the root.
    case otherDialect(at: SchemaPlace)
    /// `$schema` names a dialect that Baton does not have, and no metaschema that was loaded.
    case unknownDialect(String, at: SchemaPlace)
    /// The metaschema requires a vocabulary that Baton does not have.
    case unknownVocabulary(String, at: SchemaPlace)
    /// A schema does not hold to its metaschema; the violations are seen from the place.
    case invalidSchema([Violation], at: SchemaPlace)
    /// Two schemas go by one URI.
    case duplicateURI(String, at: SchemaPlace)
    /// Baton does not have this keyword.
    case unknownKeyword(String, at: SchemaPlace)
    /// A keyword's value is not of the form that its specification gives.
    case malformedKeyword(String, expected: String, at: SchemaPlace)
    /// A regular expression cannot be run.
    case refusedPattern(PatternError, at: SchemaPlace)
    /// Baton cannot check this `format`.
    case unknownFormat(String, at: SchemaPlace)
    /// A `$ref` leads to nothing that was loaded, or not to a schema.
    case unresolvedReference(String, at: SchemaPlace)
    /// A schema applies itself to the same value again, without end.
    case endlessReference(at: SchemaPlace)
    /// There are more schemas than the limit allows.
    case tooManySubschemas(limit: Int)
    /// Dynamic anchors, times the resources that carry any, are more than the limit.
    case tooManyDynamicAnchors(limit: Int)
    /// All patterns together are larger than the limit, in entries of their automata.
    case patternsTooLarge(limit: Int)
    /// More metaschemas than the limit allows stand above each other.
    case tooManyMetaschemas(limit: Int)
}

extension SchemaError {
    /// Where it is wrong; nil when it is all schemas together.
    package var place: SchemaPlace? {
        switch self {
        case .notASchema(let place), .missingID(let place), .otherDialect(let place),
            .unknownDialect(_, let place), .unknownVocabulary(_, let place),
            .invalidSchema(_, let place), .duplicateURI(_, let place),
            .unknownKeyword(_, let place), .malformedKeyword(_, _, let place),
            .refusedPattern(_, let place), .unknownFormat(_, let place),
            .unresolvedReference(_, let place), .endlessReference(let place):
            place
        case .tooManySubschemas, .tooManyDynamicAnchors, .patternsTooLarge, .tooManyMetaschemas:
            nil
        }
    }
}

extension SchemaError: CustomStringConvertible {
    /// What is wrong, where, and what to do.
    package var description: String {
        switch self {
        case .notASchema(let place):
            "\(place) is no schema; write an object, true or false."
        case .missingID(let place):
            "\(place) has no $id that is an absolute URI without fragment; give it one."
        case .otherDialect(let place):
            "\(place) does not say that it is JSON Schema 2020-12; write "
                + "\"$schema\": \"\(Metaschema.dialect)\"."
        case .unknownDialect(let uri, let place):
            "\(place) is written in “\(uri)”, which is neither JSON Schema 2020-12 nor a metaschema "
                + "that was loaded."
        case .unknownVocabulary(let uri, let place):
            "\(place): its metaschema requires the vocabulary “\(uri)”, which Baton does not have."
        case .invalidSchema(let violations, let place):
            Self.list(violations, place)
        case .duplicateURI(let uri, let place):
            "\(place) goes by \(uri), and so does another schema; rename or drop one."
        case .unknownKeyword(let name, let place):
            "\(place) is the keyword “\(name)”, which Baton does not have; leave it out, or call "
                + "it x-… when it only tells people something."
        case .malformedKeyword(let name, let expected, let place):
            "\(place): the value of “\(name)” must be \(expected)."
        case .refusedPattern(let error, let place):
            "\(place) is no regular expression that Baton can run. \(error)"
        case .unknownFormat(let name, let place):
            "\(place): Baton cannot check the format “\(name)”; use one of "
                + FormatKeyword.names.joined(separator: ", ") + "."
        case .unresolvedReference(let reference, let place):
            "\(place): the reference “\(reference)” leads to no schema that was loaded; load that "
                + "one too, or mend the reference."
        case .endlessReference(let place):
            "\(place) applies itself to the same value without end; break the circle of references."
        case .tooManySubschemas(let limit):
            "There are more than \(limit) schemas; load fewer."
        case .tooManyDynamicAnchors(let limit):
            "There are more than \(limit) pairs of a dynamic anchor and a schema resource; use fewer."
        case .patternsTooLarge(let limit):
            "All patterns together need more than \(limit) table entries; load fewer."
        case .tooManyMetaschemas(let limit):
            "More than \(limit) metaschemas describe each other; use fewer."
        }
    }

    /// How many violations a sentence lists.
    private static let shownViolations = 3

    private static func list(_ violations: [Violation], _ place: SchemaPlace) -> String {
        let lines = violations.prefix(shownViolations).map {
            "\(SchemaPlace(file: place.file, pointer: place.pointer.appending($0.instance))) does "
                + "not hold to its metaschema: \($0.sentence)"
        }
        let left = violations.count - lines.count
        return lines.joined(separator: " ") + (left > 0 ? " And \(left) more." : "")
    }
}
