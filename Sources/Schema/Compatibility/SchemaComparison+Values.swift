// SPDX-License-Identifier: Apache-2.0

import Wire

extension SchemaComparison {
    /// What both ask of a single value: its type, its bounds, its form and its list.
    mutating func compareValues(_ old: SchemaFacets, _ new: SchemaFacets) {
        if old.types != new.types {
            note(.breaks, "was \(Self.words(old.types)) and is \(Self.words(new.types))")
        }
        for bound in Self.bounds { compare(bound, old, new) }
        compareLists(old, new)
        compareForms(old, new)
    }

    /// A bound that a minor version may relax and only a major one may tighten.
    private struct Bound {
        let keyword: String
        let isUpper: Bool
    }

    private static let bounds: [Bound] =
        ["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"]
        .map { Bound(keyword: $0, isUpper: true) }
        + ["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"]
        .map { Bound(keyword: $0, isUpper: false) }

    private mutating func compare(_ bound: Bound, _ old: SchemaFacets, _ new: SchemaFacets) {
        let strongest: ([ExactNumber]) -> ExactNumber? = { bound.isUpper ? $0.min() : $0.max() }
        let before = strongest(old.numbers(bound.keyword))
        let after = strongest(new.numbers(bound.keyword))
        switch (before, after) {
        case (nil, nil): return
        case (nil, _?):
            note(.breaks, "“\(bound.keyword)” is new; older messages need not keep to it")
        case (_?, nil): note(.cautions, "“\(bound.keyword)” is gone; the old version still asks it")
        case (let before?, let after?):
            guard before != after else { return }
            let isTighter = bound.isUpper ? after < before : before < after
            note(
                isTighter ? .breaks : .cautions,
                isTighter
                    ? "“\(bound.keyword)” is tighter; older messages need not keep to it"
                    : "“\(bound.keyword)” is relaxed; the old version refuses what lies beyond its own"
            )
        }
    }

    private mutating func compareLists(_ old: SchemaFacets, _ new: SchemaFacets) {
        switch (old.allowed, new.allowed) {
        case (nil, nil): return
        case (nil, _?): note(.breaks, "only listed values are allowed now")
        case (_?, nil): note(.cautions, "any value is allowed now; the old version has a list")
        case (let before?, let after?):
            for value in before.subtracting(after).sorted() {
                note(.breaks, "the value \(value) is no longer allowed")
            }
            for value in after.subtracting(before).sorted() {
                note(
                    isOpen ? .cautions : .breaks,
                    isOpen
                        ? "the value \(value) is new; the old version knows it only as x-…"
                        : "the value \(value) is new in a closed list; the old version refuses it")
            }
        }
    }

    private mutating func compareForms(_ old: SchemaFacets, _ new: SchemaFacets) {
        for keyword in ["pattern", "format", "multipleOf"] {
            let (before, after) = (old.texts(keyword), new.texts(keyword))
            if before == after { continue }
            if before.isSubset(of: after) {
                note(.breaks, "“\(keyword)” is new; older messages need not keep to it")
            } else if after.isSubset(of: before) {
                note(.cautions, "“\(keyword)” is gone; the old version still asks it")
            } else {
                note(.undecided, "“\(keyword)” is another")
            }
        }
        if old.says("uniqueItems") != new.says("uniqueItems") {
            note(
                new.says("uniqueItems") ? .breaks : .cautions,
                new.says("uniqueItems")
                    ? "elements must differ now; older messages need not keep to it"
                    : "elements need no longer differ; the old version still asks it")
        }
    }

    private static func words(_ types: Set<String>?) -> String {
        types.map { $0.sorted().joined(separator: " or ") } ?? "of any type"
    }
}
