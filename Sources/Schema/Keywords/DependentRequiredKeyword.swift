// SPDX-License-Identifier: Apache-2.0

import Wire

/// `dependentRequired`: members that must be there when another is.
///
/// Validation section 6.5.4: “Validation succeeds if, for each name that appears in both the
/// instance and as a name within this keyword's value, every item in the corresponding array is
/// also the name of a property in the instance.”
struct DependentRequiredKeyword: ObjectKeyword {
    static let name = "dependentRequired"
    static let vocabulary = Vocabulary.validation
    private let names: NameTable
    /// What is needed because of each of the names, from this number on.
    private let needs: UInt32

    init(_ reader: KeywordReader) throws(SchemaError) {
        guard reader.value.kind == .object else { throw reader.malformed("an object of arrays") }
        var needs: [MemberNeeds] = []
        for (_, value) in reader.value.members {
            let names = try reader.names(in: value)
            needs.append(
                MemberNeeds(
                    names: reader.compiler.keep(names: names), count: UInt32(names.count)))
        }
        self.needs = reader.compiler.keep(needs: needs)
        names = reader.compiler.keep(
            names: reader.value.members.map { Array($0.name.utf8 ?? []) })
    }

    var instruction: Instruction { .dependentRequired(self) }

    @inline(never)
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        var isGood = true
        validation.forEachMember(of: position) { name, _, _, validation in
            let number = validation.number(at: name, in: names)
            if number >= 0 {
                let needs = validation.program.tables.needs[Int(needs) + number]
                if !hasAll(needs, at: position, because: name, &validation) { isGood = false }
            }
            return isGood || validation.isCollecting
        }
        return isGood
    }

    /// Whether an object has all members that are needed because of another.
    private func hasAll(
        _ needs: MemberNeeds, at position: JSONPosition, because name: JSONPosition,
        _ validation: inout Validation
    ) -> Bool {
        if needs.count == 0 { return true }
        var found: UInt32 = 0
        validation.forEachMember(of: position) { name, _, _, validation in
            if validation.number(at: name, in: needs.names) >= 0 { found += 1 }
            return found < needs.count
        }
        if found == needs.count { return true }
        guard validation.isCollecting else { return false }
        let reason = JSONNode(document: validation.document, position: name).string ?? ""
        let needed = validation.wanted(Self.name)?[reason]
        for node in needed?.elements.map({ $0 }) ?? []
        where !validation.hasMember(node, of: position) {
            let missing = node.string ?? ""
            _ = validation.fail(Self.name, at: position, missing: missing) { _ in
                "The member “\(missing)” is missing; add it, since “\(reason)” is there."
            }
        }
        return false
    }
}

/// The members that must be there when another is.
struct MemberNeeds: Sendable, BitwiseCopyable {
    let names: NameTable
    let count: UInt32
}
