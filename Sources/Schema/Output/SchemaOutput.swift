// SPDX-License-Identifier: Apache-2.0

package import Wire

/// What a schema says of a value, in the forms of the specification (core section 12.4).
package struct SchemaOutput: Sendable {
    /// How much is said.
    package enum Format: Sendable {
        /// Whether the value holds, and nothing else (section 12.4.1).
        case flag
        /// A flat list: all that is wrong, or when nothing is all that schemas tell (12.4.2).
        case basic
    }

    /// Whether the value holds to the schema.
    package let isValid: Bool
    /// What is wrong, or what is told; nothing in the form `flag`.
    package let units: [OutputUnit]

    init(isValid: Bool, units: [OutputUnit] = []) {
        self.isValid = isValid
        self.units = units
    }

    init(_ report: ValidationReport, isValid: Bool, program: SchemaProgram, root: JSONNode) {
        let units =
            isValid
            ? report.annotations.map { OutputUnit($0, in: program, root: root) }
            : report.findings.map { OutputUnit($0, in: program, root: root) }
        self.init(isValid: isValid, units: units)
    }

    /// The output as JSON; texts of schemas are taken over as they stand there.
    package var json: JSONValue {
        guard !units.isEmpty else { return .object([JSONMember("valid", .boolean(isValid))]) }
        return .object([
            JSONMember("valid", .boolean(isValid)),
            JSONMember(isValid ? "annotations" : "errors", .array(units.map(\.json))),
        ])
    }
}

/// One thing that is wrong, or that is told.
package struct OutputUnit: Sendable {
    /// The way to the keyword, through every reference on it (core section 12.3.1).
    package let keywordLocation: JSONPointer
    /// The URI of the keyword (section 12.3.2).
    package let absoluteKeywordLocation: String
    /// Where in the value (section 12.3.3).
    package let instanceLocation: JSONPointer
    /// What is wrong; nil when something is told.
    package let error: String?
    /// What is told; nil when something is wrong.
    package let annotation: JSONNode?

    init(_ finding: Finding, in program: SchemaProgram, root: JSONNode) {
        let place = KeywordPlace(finding.keyword, at: finding.trail, in: program)
        self.init(place, finding.position, root, error: finding.sentence, annotation: nil)
    }

    init(_ annotation: Annotation, in program: SchemaProgram, root: JSONNode) {
        let place = KeywordPlace(annotation.keyword, at: annotation.trail, in: program)
        self.init(place, annotation.position, root, error: nil, annotation: annotation.value)
    }

    init(_ violation: Violation) {
        keywordLocation = violation.keywordLocation
        absoluteKeywordLocation = violation.absoluteKeywordLocation
        instanceLocation = violation.instance
        error = violation.sentence
        annotation = nil
    }

    private init(
        _ place: KeywordPlace, _ position: JSONPosition, _ root: JSONNode, error: String?,
        annotation: JSONNode?
    ) {
        keywordLocation = place.onTheWay
        absoluteKeywordLocation =
            "\(place.resource)#\(SchemaURI.fragment(place.inResource.description))"
        instanceLocation =
            JSONNode(document: root.document, position: position).pointer(from: root)
            ?? JSONPointer()
        self.error = error
        self.annotation = annotation
    }

    /// The unit as JSON, with the names that the specification gives.
    package var json: JSONValue {
        .object(leavingOutNil: [
            "keywordLocation": .string(keywordLocation.description),
            "absoluteKeywordLocation": .string(absoluteKeywordLocation),
            "instanceLocation": .string(instanceLocation.description),
            "error": error.map(JSONValue.string),
            "annotation": annotation?.value,
        ])
    }
}
