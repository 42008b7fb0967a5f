// SPDX-License-Identifier: Apache-2.0

import Wire

/// `if`: a schema that decides whether `then` or `else` must hold.
///
/// Core section 10.2.2.1: “This validation outcome of this keyword's subschema has no direct effect
/// on the overall validation result. Rather, it controls which of the "then" or "else" keywords are
/// evaluated.”
struct IfKeyword: GeneralKeyword {
    static let name = "if"
    static let vocabulary = Vocabulary.applicator
    static let subschemas = SubschemaShape.one
    /// The schema that decides.
    let condition: SubschemaID
    /// What must hold then, if anything.
    let then: SubschemaID
    /// What must hold otherwise, if anything.
    let otherwise: SubschemaID

    init(_ reader: KeywordReader) throws(SchemaError) {
        condition = try reader.inPlace()
        then = try reader.sibling(ThenKeyword.self)?.inPlace() ?? .none
        otherwise = try reader.sibling(ElseKeyword.self)?.inPlace() ?? .none
    }

    var instruction: Instruction { .if(self) }

    @inline(never)
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        let branch = validation.holdsQuietly(condition, inPlace: position) ? then : otherwise
        return !branch.isSome || validation.holds(branch, inPlace: position)
    }
}
