// SPDX-License-Identifier: Apache-2.0

import Wire

/// What is asked by alternatives, in some cases only, or of some elements only.
extension SchemaComparison {
    /// Alternatives are sets: nothing is said of those that only stand in another order.
    mutating func compareChoices(_ old: SchemaFacets, _ new: SchemaFacets) {
        for keyword in ["anyOf", "oneOf"] {
            compareDemands(keyword, old.choices(keyword), new.choices(keyword)) {
                $0.compareAlternatives(keyword, $1, $2)
            }
        }
    }

    mutating func compareConditions(_ old: SchemaFacets, _ new: SchemaFacets) {
        let place = member
        for keyword in ["contains", "unevaluatedProperties", "unevaluatedItems"] {
            let asked: (SchemaFacets) -> [SchemaView] = { facets in
                facets.one(keyword).filter { keyword == "contains" || !$0.asksNothing }
            }
            compareDemands(keyword, asked(old), asked(new)) {
                $0.comparePartially([$1], [$2], at: place.appending("*"))
            }
        }
        compareDemands("not", old.one("not"), new.one("not")) { comparison, old, new in
            let isSame = comparison.findsNothing { $0.comparePartially([old], [new], at: place) }
            if !isSame { comparison.note(.undecided, "“not” is written otherwise") }
        }
        compareDemands("if", old.conditions, new.conditions) { $0.compareCondition($1, $2) }
        compareDependents(old, new)
    }

    /// Compares demands that stand in no order: the same ones are set aside, and what is left is
    /// compared in the order in which it is written.
    private mutating func compareDemands<Demand>(
        _ keyword: String, _ old: [Demand], _ new: [Demand],
        by compare: (inout SchemaComparison, Demand, Demand) -> Void
    ) {
        let (gone, added) = settingAsideTheSame(old, new, by: compare)
        for (these, those) in zip(gone, added) { compare(&self, these, those) }
        for _ in added.dropFirst(gone.count) {
            note(.breaks, "“\(keyword)” is new; older messages need not keep to it")
        }
        for _ in gone.dropFirst(added.count) {
            note(.cautions, "“\(keyword)” is gone; the old version still asks it")
        }
    }

    private mutating func settingAsideTheSame<Demand>(
        _ old: [Demand], _ new: [Demand],
        by compare: (inout SchemaComparison, Demand, Demand) -> Void
    ) -> (gone: [Demand], added: [Demand]) {
        var (gone, added): ([Demand], [Demand]) = ([], new)
        for these in old {
            let same = added.firstIndex { those in findsNothing { compare(&$0, these, those) } }
            if let same { added.remove(at: same) } else { gone.append(these) }
        }
        return (gone, added)
    }

    private mutating func compareAlternatives(
        _ keyword: String, _ old: [SchemaView], _ new: [SchemaView]
    ) {
        let place = member
        let isOpen = keyword == "anyOf" && old.contains { $0.node["pattern"] != nil }
        compare(inListThatIsOpen: isOpen) { comparison in
            let (gone, added) = comparison.settingAsideTheSame(old, new) {
                $0.compare([$1], [$2], at: place)
            }
            for (these, those) in zip(gone, added) {
                comparison.compare([these], [those], at: place)
            }
        }
        if new.count < old.count {
            note(.breaks, "“\(keyword)” has \(new.count) alternatives, no longer \(old.count)")
        } else if new.count > old.count {
            note(
                keyword == "anyOf" ? .cautions : .undecided,
                "“\(keyword)” has \(new.count) alternatives; the old version knows \(old.count)")
        }
    }

    /// A condition whose question is the same asks more or less by what follows from it; of another
    /// question only instances tell whom it meets.
    private mutating func compareCondition(_ old: SchemaView, _ new: SchemaView) {
        let place = member
        let isSameQuestion = findsNothing {
            $0.comparePartially(old.parts("if"), new.parts("if"), at: place)
        }
        guard isSameQuestion else { return note(.undecided, "“if” is written otherwise") }
        for keyword in ["then", "else"] {
            comparePartially(old.parts(keyword), new.parts(keyword), at: place)
        }
    }

    /// What a member that is there asks of the rest.
    private mutating func compareDependents(_ old: SchemaFacets, _ new: SchemaFacets) {
        let (before, after) = (old.dependents, new.dependents)
        for name in Set(before.keys).union(after.keys).sorted() {
            let (these, those) = (before[name] ?? [], after[name] ?? [])
            for other in those.subtracting(these).subtracting(old.required).sorted() {
                note(.breaks, "“\(name)” requires “\(other)” now; older messages may lack it")
            }
            for other in these.subtracting(those).subtracting(new.required).sorted() {
                note(.breaks, "“\(name)” no longer requires “\(other)”; its readers rely on it")
            }
        }
        let (schemas, changed) = (old.map("dependentSchemas"), new.map("dependentSchemas"))
        for name in Set(schemas.keys).union(changed.keys).sorted() {
            switch (schemas[name], changed[name]) {
            case (nil, _): note(.breaks, "“dependentSchemas” is new for “\(name)”")
            case (_, nil): note(.cautions, "“dependentSchemas” is gone for “\(name)”")
            case (let these?, let those?): comparePartially(these, those, at: member)
            }
        }
    }
}
