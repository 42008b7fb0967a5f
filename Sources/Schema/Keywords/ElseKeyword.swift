// SPDX-License-Identifier: Apache-2.0

/// `else`: what must hold when `if` does not.
///
/// Core section 10.2.2.3: “This keyword has no effect when "if" is absent, or when the instance
/// successfully validates against its subschema.” It runs in the `IfKeyword`.
enum ElseKeyword: KeywordDescription {
    static let name = "else"
    static let vocabulary = Vocabulary.applicator
    static let subschemas = SubschemaShape.one
}
