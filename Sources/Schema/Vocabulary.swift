// SPDX-License-Identifier: Apache-2.0

import Wire

/// The keywords that Baton has.
///
/// To add one: a file in `Keywords/`, and its type in `asserting`.
enum Vocabulary {
    /// The keywords that can find something wrong with a value.
    static let asserting: [any Keyword.Type] = [
        RefKeyword.self, TypeKeyword.self, EnumKeyword.self, ConstKeyword.self,
        RequiredKeyword.self, DependentRequiredKeyword.self,
        PropertiesKeyword.self, AdditionalPropertiesKeyword.self,
        MinItemsKeyword.self, MaxItemsKeyword.self, UniqueItemsKeyword.self,
        PrefixItemsKeyword.self, ItemsKeyword.self,
        MinLengthKeyword.self, MaxLengthKeyword.self, FormatKeyword.self,
        PatternKeyword.self,
        MinimumKeyword.self, MaximumKeyword.self,
        ExclusiveMinimumKeyword.self, ExclusiveMaximumKeyword.self,
        AllOfKeyword.self, AnyOfKeyword.self, OneOfKeyword.self, NotKeyword.self, IfKeyword.self,
    ]

    /// The keywords that name schemas, hold them for others, or tell people something.
    private static let silent: [(name: String, shape: SubschemaShape)] = [
        ("$schema", .none), ("$id", .none), ("$anchor", .none), ("$defs", .map),
        ("$comment", .none), ("title", .none), ("description", .none), ("examples", .none),
        ("default", .none), ("deprecated", .none), ("then", .one), ("else", .one),
    ]

    /// Where schemas stand in a keyword's value; nil when Baton does not have the keyword.
    ///
    /// A name that begins with `x-` is the author's own annotation.
    static func shape(of name: JSONNode) -> SubschemaShape? {
        if let keyword = asserting.first(where: { name.isString($0.name) }) {
            return keyword.subschemas
        }
        if let keyword = silent.first(where: { name.isString($0.name) }) { return keyword.shape }
        return name.utf8?.starts(with: "x-".utf8) == true ? SubschemaShape.none : nil
    }
}

/// Where schemas stand in the value of a keyword.
enum SubschemaShape: Sendable, Hashable {
    /// Nowhere.
    case none
    /// The value is one.
    case one
    /// The elements of the array are some.
    case list
    /// The members' values of the object are some.
    case map
}
