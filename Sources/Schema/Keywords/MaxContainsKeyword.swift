// SPDX-License-Identifier: Apache-2.0

/// `maxContains`: the most elements that may hold to `contains`.
///
/// Validation section 6.4.4: “If "contains" is not present within the same schema object, then this
/// keyword has no effect.” It runs in the `ContainsKeyword`.
enum MaxContainsKeyword: KeywordDescription {
    static let name = "maxContains"
    static let vocabulary = Vocabulary.validation
}
