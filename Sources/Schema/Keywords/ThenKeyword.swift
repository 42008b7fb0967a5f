// SPDX-License-Identifier: Apache-2.0

/// `then`: what must hold when `if` does.
///
/// Core section 10.2.2.2: “This keyword has no effect when "if" is absent, or when the instance
/// fails to validate against its subschema.” It runs in the `IfKeyword`.
enum ThenKeyword: KeywordDescription {
    static let name = "then"
    static let vocabulary = Vocabulary.applicator
    static let subschemas = SubschemaShape.one
}
