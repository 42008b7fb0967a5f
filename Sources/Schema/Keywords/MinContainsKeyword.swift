// SPDX-License-Identifier: Apache-2.0

/// `minContains`: the fewest elements that must hold to `contains`.
///
/// Validation section 6.4.5: “If "contains" is not present within the same schema object, then this
/// keyword has no effect.” It runs in the `ContainsKeyword`.
enum MinContainsKeyword: KeywordDescription {
    static let name = "minContains"
    static let vocabulary = Vocabulary.validation
}
