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
    private var member = JSONPointer()
    /// Whether the values at hand are those of a list that others may extend.
    private(set) var isOpen = false

    /// Compares what both ask of the same value.
    mutating func compare(_ old: [SchemaView], _ new: [SchemaView], at member: JSONPointer) {
        let (old, new) = (SchemaFacets(old), SchemaFacets(new))
        // A definition that contains itself would be compared without end.
        guard seen.insert("\(old.identity)|\(new.identity)|\(isOpen)").inserted else { return }
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
        let isClosed = !old.one("additionalProperties").allSatisfy { $0.node.kind == .true }
        for name in after.keys.sorted() where before[name] == nil && isClosed {
            note(.breaks, "the member “\(name)” is new, and the old version lets none be added")
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

    /// Alternatives are compared one by one, in their order.
    private mutating func compareChoices(_ old: SchemaFacets, _ new: SchemaFacets) {
        for keyword in ["anyOf", "oneOf", "prefixItems"] {
            let (before, after) = (old.choices(keyword), new.choices(keyword))
            guard before.count == after.count else {
                note(.undecided, "“\(keyword)” stands \(after.count) times, not \(before.count)")
                continue
            }
            for (these, those) in zip(before, after) { compareAlternatives(keyword, these, those) }
        }
    }

    private mutating func compareAlternatives(
        _ keyword: String, _ old: [SchemaView], _ new: [SchemaView]
    ) {
        let wasOpen = isOpen
        defer { isOpen = wasOpen }
        isOpen = keyword == "anyOf" && old.contains { $0.node["pattern"] != nil }
        let place = member
        for (number, pair) in zip(old, new).enumerated() {
            let inner = keyword == "prefixItems" ? place.appending(number) : place
            compare([pair.0], [pair.1], at: inner)
        }
        if new.count < old.count {
            note(.breaks, "“\(keyword)” has \(new.count) alternatives, no longer \(old.count)")
        } else if new.count > old.count {
            note(
                keyword == "anyOf" ? .cautions : .undecided,
                "“\(keyword)” has \(new.count) alternatives; the old version knows \(old.count)")
        }
    }

    /// Keywords whose effect turns on others: the same, or for the golden instances to decide.
    private mutating func compareConditions(_ old: SchemaFacets, _ new: SchemaFacets) {
        for keyword in Self.conditional where old.texts(keyword) != new.texts(keyword) {
            note(.undecided, "“\(keyword)” is written otherwise")
        }
    }

    private static let conditional = [
        "not", "if", "then", "else", "dependentSchemas", "dependentRequired", "contains",
        "unevaluatedProperties", "unevaluatedItems",
    ]
}
