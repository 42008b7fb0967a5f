// SPDX-License-Identifier: Apache-2.0

/// What a schema says about one member, for a person who is to fill it in.
package struct OutlinedMember: Sendable, Hashable {
    /// When the member has to be there.
    package enum Presence: String, Sendable {
        /// Always, where the object that holds it is.
        case required
        /// Depending on other members.
        case conditional
        /// Never.
        case optional
    }

    /// The way to it, seen from the instance; `*` stands for any element.
    package let path: [String]
    /// When it has to be there.
    package let presence: Presence
    /// The JSON types that it may have, in alphabetical order; none when any will do.
    package let types: [String]
    /// Its title, as a form would show it.
    package let title: String?
    /// What it means.
    package let meaning: String?
    /// What else is asked of it, each in a few words, such as “at most 64 characters”.
    package let terms: [String]
    /// The allowed values; none when they are not listed, or when they are a code list's.
    package let values: [String]
    /// The code lists, by their `$id`, that its value is taken from.
    package let codeLists: [String]
    /// The code lists, by their `$id`, whose codes are usual, while any other text is accepted
    /// (`x-suggests`).
    package let suggestedLists: [String]
    /// Whether it must never be shown in an error or a page (`x-sensitive`).
    package let isSensitive: Bool
    /// Whether it may be kept from a recipient (`x-withholdable`).
    package let isWithholdable: Bool
    /// Whether it should no longer be used.
    package let isDeprecated: Bool
}
