// SPDX-License-Identifier: Apache-2.0

import Wire

/// Two versions of a schema held against one another, member by member.
///
/// It asks of each keyword whether it was tightened, loosened or changed; what it cannot tell it
/// says, and leaves to the golden instances.
struct SchemaComparison {
    private(set) var changes: [SchemaChange] = []
    private var seen: Set<String> = []
    /// Where the walk is, seen from the instance.
    private(set) var member = JSONPointer()
    /// Whether the values at hand are those of a list that others may extend.
    private(set) var isOpen = false
    /// Whether what is asked here is asked in some cases only, or of what others describe: a member
    /// that is named anew need not be a new one.
    private var isPartial = false

    /// Compares what both ask of the same value.
    mutating func compare(_ old: [SchemaView], _ new: [SchemaView], at member: JSONPointer) {
        let (old, new) = (SchemaFacets(old), SchemaFacets(new))
        // A definition that contains itself would be compared without end.
        let pair = "\(old.identity)|\(new.identity)|\(isOpen)|\(isPartial)"
        guard seen.insert(pair).inserted else { return }
        let outer = self.member
        self.member = member
        defer { self.member = outer }
        if old.isIncomplete || new.isIncomplete {
            note(.undecided, "a reference leads where its meaning cannot be followed")
        }
        guard old.isFalse == new.isFalse else {
            return note(.breaks, new.isFalse ? "nothing may stand here any more" : "was forbidden")
        }
        compareValues(old, new)
        compareMembers(old, new)
        compareParts(old, new)
        comparePositions(old, new)
        compareChoices(old, new)
        compareConditions(old, new)
        compareAnnotations(old, new)
    }

    mutating func note(_ effect: SchemaChange.Effect, _ sentence: String) {
        changes.append(SchemaChange(effect, at: member, sentence))
    }

    private mutating func compareMembers(_ old: SchemaFacets, _ new: SchemaFacets) {
        for name in new.required.subtracting(old.required).sorted() {
            note(.breaks, "the member “\(name)” is required now; older messages lack it")
        }
        for name in old.required.subtracting(new.required).sorted() {
            note(.breaks, "the member “\(name)” is no longer required; its readers rely on it")
        }
        let (before, after) = (old.properties, new.properties)
        for name in before.keys.sorted() {
            guard let schema = before[name] else { continue }
            guard let changed = after[name] else {
                note(.breaks, "the member “\(name)” is gone; a member is never removed or renamed")
                continue
            }
            compare(schema, changed, at: member.appending(name))
        }
        for name in after.keys.sorted() where before[name] == nil {
            compareAddition(name, after[name] ?? [], to: old)
        }
    }

    /// A member that only the new version names.
    private mutating func compareAddition(
        _ name: String, _ schema: [SchemaView], to old: SchemaFacets
    ) {
        let rest = old.one("additionalProperties") + old.one("unevaluatedProperties")
        if !rest.allSatisfy(\.asksNothing) {
            note(.breaks, "the member “\(name)” is new, and the old version lets none be added")
        } else if SchemaFacets(schema).isFalse {
            note(.breaks, "the member “\(name)” is forbidden now; older messages may have it")
        } else if isPartial {
            note(.undecided, "of the member “\(name)” more is asked here")
        }
    }

    private mutating func compareParts(_ old: SchemaFacets, _ new: SchemaFacets) {
        let inner = member.appending("*")
        for keyword in ["items", "additionalProperties", "propertyNames"] {
            let (before, after) = (old.one(keyword), new.one(keyword))
            if before.isEmpty && after.isEmpty { continue }
            compare(before, after, at: inner)
        }
        let (before, after) = (old.map("patternProperties"), new.map("patternProperties"))
        for name in Set(before.keys).union(after.keys).sorted() {
            compare(before[name] ?? [], after[name] ?? [], at: inner)
        }
    }

    /// Elements that are asked something by their position, else what the rest is asked.
    private mutating func comparePositions(_ old: SchemaFacets, _ new: SchemaFacets) {
        let (before, after) = (old.positions, new.positions)
        for place in 0..<max(before.count, after.count) {
            compare(
                place < before.count ? before[place] : old.one("items"),
                place < after.count ? after[place] : new.one("items"),
                at: member.appending(place))
        }
    }

    /// Whether a comparison finds no difference at all; what it notes is forgotten.
    mutating func findsNothing(_ compare: (inout SchemaComparison) -> Void) -> Bool {
        var trial = self
        trial.changes = []
        compare(&trial)
        guard trial.changes.isEmpty else { return false }
        seen = trial.seen
        return true
    }

    /// Compares the values of a list, which others may extend or not.
    mutating func compare(
        inListThatIsOpen isOpen: Bool, _ compare: (inout SchemaComparison) -> Void
    ) {
        let outer = self.isOpen
        self.isOpen = isOpen
        compare(&self)
        self.isOpen = outer
    }

    /// Compares what is asked of elements or members as far as others do not describe them, or of
    /// the value itself in some cases only.
    mutating func comparePartially(
        _ old: [SchemaView], _ new: [SchemaView], at member: JSONPointer
    ) {
        let outer = isPartial
        isPartial = true
        compare(old, new, at: member)
        isPartial = outer
    }
}
