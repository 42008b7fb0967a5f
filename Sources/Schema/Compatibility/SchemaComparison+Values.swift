// SPDX-License-Identifier: Apache-2.0

import Wire

extension SchemaComparison {
    /// What both ask of a single value: its type, its bounds, its form and its list.
    mutating func compareValues(_ old: SchemaFacets, _ new: SchemaFacets) {
        if old.types != new.types {
            note(.breaks, "was \(Self.words(old.types)) and is \(Self.words(new.types))")
        }
        compareBounds(old, new)
        compareLists(old, new)
        compareForms(old, new)
    }

    private mutating func compareLists(_ old: SchemaFacets, _ new: SchemaFacets) {
        switch (old.allowed, new.allowed) {
        case (nil, nil): return
        case (nil, _?): note(.breaks, "only listed values are allowed now")
        case (_?, nil): note(.breaks, "the list of values is gone; the old version refuses others")
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
        for keyword in ["pattern", "format"] {
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
        compareMultiples(old, new)
        if old.says("uniqueItems") != new.says("uniqueItems") {
            note(
                new.says("uniqueItems") ? .breaks : .cautions,
                new.says("uniqueItems")
                    ? "elements must differ now; older messages need not keep to it"
                    : "elements need no longer differ; the old version still asks it")
        }
    }

    /// A multiple of four is one of two: a divisor asks nothing new that divides one of before.
    private mutating func compareMultiples(_ old: SchemaFacets, _ new: SchemaFacets) {
        let (before, after) = (old.numbers("multipleOf"), new.numbers("multipleOf"))
        let isTighter = after.contains { divisor in
            !before.contains { $0.isMultiple(of: divisor) }
        }
        let isRelaxed = before.contains { divisor in
            !after.contains { $0.isMultiple(of: divisor) }
        }
        switch (isTighter, isRelaxed) {
        case (false, false): return
        case (false, true):
            note(.cautions, "“multipleOf” is relaxed; the old version still asks its own")
        // Several divisors ask together what none of them asks alone.
        case (true, _) where before.count > 1: note(.undecided, "“multipleOf” is another")
        case (true, _):
            note(.breaks, "“multipleOf” is tighter; older messages need not keep to it")
        }
    }

    private static func words(_ types: Set<String>?) -> String {
        types.map { $0.sorted().joined(separator: " or ") } ?? "of any type"
    }
}
