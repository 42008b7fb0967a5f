// SPDX-License-Identifier: Apache-2.0

import Wire

/// The keywords of the specification.
///
/// To add one: a file in `Keywords/`, its type in `running`, and its case in `Instruction`.
enum KeywordList {
    /// The keywords that run, what is cheap and says most first; those that ask what the others
    /// evaluated come last.
    static let running: [any Keyword.Type] = [
        TypeKeyword.self, ConstKeyword.self, EnumKeyword.self,
        MinimumKeyword.self, MaximumKeyword.self,
        ExclusiveMinimumKeyword.self, ExclusiveMaximumKeyword.self, MultipleOfKeyword.self,
        MinLengthKeyword.self, MaxLengthKeyword.self, PatternKeyword.self, FormatKeyword.self,
        MinPropertiesKeyword.self, MaxPropertiesKeyword.self, DependentRequiredKeyword.self,
        MemberWalk.self, PropertyNamesKeyword.self,
        MinItemsKeyword.self, MaxItemsKeyword.self, ElementWalk.self,
        ContainsKeyword.self, UniqueItemsKeyword.self,
        RefKeyword.self, DynamicRefKeyword.self,
        AllOfKeyword.self, AnyOfKeyword.self, OneOfKeyword.self, NotKeyword.self, IfKeyword.self,
        DependentSchemasKeyword.self,
        UnevaluatedItemsKeyword.self, UnevaluatedPropertiesKeyword.self,
    ]

    /// The keywords that run as part of another.
    private static let parts: [any KeywordDescription.Type] = [
        PropertiesKeyword.self, PatternPropertiesKeyword.self, AdditionalPropertiesKeyword.self,
        RequiredKeyword.self, PrefixItemsKeyword.self, ItemsKeyword.self,
        ThenKeyword.self, ElseKeyword.self, MinContainsKeyword.self, MaxContainsKeyword.self,
    ]

    /// Whether a keyword tells something of a value that its schema holds for (core section 7.7).
    ///
    /// All that are not known do; and those of the meta-data, format and content vocabularies, but
    /// not those that only the authors of schemas read.
    static func tells(_ name: JSONNode, of schema: JSONNode, in dialect: Dialect) -> Bool {
        let number = number(of: name)
        // Validation section 8.5: without the media type it means nothing.
        if name.isString("contentSchema"), schema["contentMediaType"] == nil { return false }
        guard number >= 0, dialect.has(known[number].vocabulary) else { return true }
        return [.metaData, .formatAnnotation, .content].contains(known[number].vocabulary)
    }

    /// Whether a keyword is one of the content vocabulary.
    static func isAboutContent(_ name: JSONNode) -> Bool {
        let number = number(of: name)
        return number >= 0 && known[number].vocabulary == .content
    }

    private static func number(of name: JSONNode) -> Int {
        name.document.withUTF8(at: name.position) { store.number(of: $0, in: table) }
    }

    /// The keywords that name schemas, hold them for others, or tell people something.
    private static let silent: [(name: String, Vocabulary, SubschemaShape)] = [
        ("$schema", .core, .none), ("$id", .core, .none), ("$anchor", .core, .none),
        ("$dynamicAnchor", .core, .none), ("$vocabulary", .core, .none), ("$defs", .core, .map),
        ("$comment", .core, .none),
        ("title", .metaData, .none), ("description", .metaData, .none),
        ("default", .metaData, .none), ("deprecated", .metaData, .none),
        ("readOnly", .metaData, .none), ("writeOnly", .metaData, .none),
        ("examples", .metaData, .none),
        ("contentEncoding", .content, .none), ("contentMediaType", .content, .none),
        ("contentSchema", .content, .one),
    ]

    /// Where schemas stand in a keyword's value; nil when the dialect does not have the keyword.
    ///
    /// A name that begins with `x-` is the author's own annotation.
    static func shape(of name: JSONNode, in dialect: Dialect) -> SubschemaShape? {
        let number = number(of: name)
        guard number >= 0, dialect.has(known[number].vocabulary) else {
            return name.utf8?.starts(with: "x-".utf8) == true ? SubschemaShape.none : nil
        }
        return known[number].shape
    }

    private static let known: [(name: String, vocabulary: Vocabulary, shape: SubschemaShape)] =
        running.filter { !$0.name.isEmpty }.map { ($0.name, $0.vocabulary, $0.subschemas) }
        + parts.map { ($0.name, $0.vocabulary, $0.subschemas) }
        + silent.map { ($0.name, $0.1, $0.2) }

    private static let (store, table): (NameStore, NameTable) = {
        var store = NameStore()
        let table = store.add(known.map { Array($0.name.utf8) })
        return (store, table)
    }()
}

/// What is known of a keyword before its value is read.
protocol KeywordDescription: Sendable {
    /// The name that it goes by in schemas.
    static var name: String { get }
    /// The vocabulary that has it.
    static var vocabulary: Vocabulary { get }
    /// Where schemas stand in its value.
    static var subschemas: SubschemaShape { get }
}

extension KeywordDescription {
    static var subschemas: SubschemaShape { .none }
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
