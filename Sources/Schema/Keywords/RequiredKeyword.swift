// SPDX-License-Identifier: Apache-2.0

import Wire

/// `required`: members that must be there.
///
/// Validation section 6.5.3: “An object instance is valid against this keyword if every item in the
/// array is the name of a property in the instance.” It runs in the `MemberWalk`.
enum RequiredKeyword: KeywordDescription {
    static let name = "required"
    static let vocabulary = Vocabulary.validation

    /// Whether an object has every required member; says of each that it has not.
    static func areAllThere(
        at position: JSONPosition, _ validation: inout Validation
    ) -> Bool {
        var isGood = true
        let required = validation.required
        validation.take(steps: required.count * validation.document.count(at: position) / 16)
        for node in required where !validation.hasMember(node, of: position) {
            let missing = node.string ?? ""
            isGood = validation.fail(name, at: position, missing: missing) { _ in
                "The member “\(missing)” is missing; add it."
            }
        }
        return isGood
    }
}

extension MemberDraft {
    /// Adds the names of `required`.
    mutating func addRequired(_ reader: KeywordReader) throws(SchemaError) {
        for name in try reader.names(in: reader.value) { note(name) { $0.isRequired = true } }
    }
}

extension Validation {
    /// The names that the schema at hand requires, if its dialect has the keyword.
    fileprivate var required: [JSONNode] {
        let dialect = program.index.resource(of: report.schema).dialect
        guard dialect?.has(RequiredKeyword.vocabulary) == true else { return [] }
        return wanted(RequiredKeyword.name).map { Array($0.elements) } ?? []
    }
}
