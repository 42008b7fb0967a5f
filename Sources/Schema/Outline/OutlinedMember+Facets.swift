// SPDX-License-Identifier: Apache-2.0

import Wire

extension OutlinedMember {
    init(_ facets: SchemaFacets, at path: [String], _ presence: Presence) {
        let element = SchemaFacets(facets.one("items"))
        let choices = SchemaFacets(
            [facets, element].flatMap { $0.choices("anyOf") + $0.choices("oneOf") }.flatMap { $0 })
        self.path = path
        self.presence = presence
        types = Self.types(facets, choices)
        title = facets.firstText("title")
        meaning = facets.firstText("description")
        terms = Self.terms(facets) + Self.terms(element).map { "each \($0)" }
        codeLists = Self.codeLists(facets) + Self.codeLists(element)
        values =
            Self.values(facets) + Self.values(element)
            + (codeLists.isEmpty ? Self.values(choices) : [])
        suggestedLists = (facets.values("x-suggests") + element.values("x-suggests"))
            .compactMap(\.string)
        isSensitive = facets.says("x-sensitive") || element.says("x-sensitive")
        isWithholdable = facets.says("x-withholdable") || element.says("x-withholdable")
        isDeprecated = facets.says("deprecated")
    }

    private static func types(_ facets: SchemaFacets, _ choices: SchemaFacets) -> [String] {
        if let types = facets.types { return types.sorted() }
        if let allowed = facets.allowed, allowed.allSatisfy({ $0.hasPrefix("\"") }) {
            return ["string"]
        }
        return choices.values("enum").isEmpty && choices.values("pattern").isEmpty ? [] : ["string"]
    }

    /// The listed values, unless they are those of a code list, which has a place of its own.
    private static func values(_ facets: SchemaFacets) -> [String] {
        facets.views.filter { !$0.isCodeList }.flatMap { view in
            (view.node["enum"].map { Array($0.elements) } ?? []) + [view.node["const"]]
        }.compactMap { node in node.map { $0.string ?? SchemaFacets.text($0) } }
    }

    private static func codeLists(_ facets: SchemaFacets) -> [String] {
        facets.views.filter(\.isCodeList).map(\.base.resource).sorted()
    }

    private static func terms(_ facets: SchemaFacets) -> [String] {
        bounds.compactMap { keyword, words in
            facets.numbers(keyword).isEmpty
                ? nil : words.replacing("#", with: facets.firstNumber(keyword) ?? "")
        } + facets.values("format").compactMap(\.string).map { "format \($0)" }
            + facets.values("pattern").compactMap(\.string).map { "like `\($0)`" }
            + (facets.says("uniqueItems") ? ["without repeats"] : [])
    }

    private static let bounds: KeyValuePairs = [
        "minimum": "at least #", "maximum": "at most #", "exclusiveMinimum": "more than #",
        "exclusiveMaximum": "less than #", "maxLength": "at most # characters",
        "minItems": "# or more elements", "maxItems": "up to # elements",
        "multipleOf": "a multiple of #",
    ]
}

extension SchemaView {
    /// Whether this is a list of codes with their meanings, which is a schema of its own.
    fileprivate var isCodeList: Bool { node["x-codes"] != nil }
}

extension SchemaFacets {
    fileprivate func firstText(_ keyword: String) -> String? {
        values(keyword).lazy.compactMap(\.string).first
    }

    fileprivate func firstNumber(_ keyword: String) -> String? {
        values(keyword).lazy.compactMap(\.numberText).first
    }
}
