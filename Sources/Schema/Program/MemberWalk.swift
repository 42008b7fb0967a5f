// SPDX-License-Identifier: Apache-2.0

import Wire

/// `properties`, `patternProperties`, `additionalProperties` and `required` of one schema, run
/// together: each member of an object is looked at once and its name looked up once.
///
/// Each of the four has its own file, where it is read and its rule quoted.
struct MemberWalk: ObjectKeyword {
    static let name = ""
    static let vocabulary = Vocabulary.core
    static let triggers = [
        PropertiesKeyword.name, PatternPropertiesKeyword.name, AdditionalPropertiesKeyword.name,
        RequiredKeyword.name,
    ]

    /// The names that `properties` or `required` has.
    let names: NameTable
    /// Where in the program the record of the first name stands.
    let records: UInt32
    /// How many names are required.
    ///
    /// As no name stands in an object twice, counting is enough.
    private let requiredCount: UInt32
    /// Where in the program the first pattern stands.
    private let patterns: UInt32
    private let patternCount: UInt32
    /// The schema for members that neither a name nor a pattern is about.
    private let additional: SubschemaID

    init(_ reader: KeywordReader) throws(SchemaError) {
        var draft = MemberDraft()
        if let found = reader.sibling(PropertiesKeyword.self) { try draft.addProperties(found) }
        if let found = reader.sibling(RequiredKeyword.self) { try draft.addRequired(found) }
        if let found = reader.sibling(PatternPropertiesKeyword.self) {
            try draft.addPatterns(found)
        }
        additional =
            try reader.sibling(AdditionalPropertiesKeyword.self)
            .map(AdditionalPropertiesKeyword.schema) ?? .none
        names = reader.compiler.keep(names: draft.names)
        records = reader.compiler.keep(members: draft.records)
        requiredCount = UInt32(draft.records.count(where: \.isRequired))
        patterns = reader.compiler.keep(memberPatterns: draft.patterns)
        patternCount = UInt32(draft.patterns.count)
    }

    var instruction: Instruction { .members(self) }

    func applies(to kind: JSONKind) -> Bool {
        kind == .object && !(names.isEmpty && patternCount == 0 && !additional.isSome)
    }

    @inline(never)
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        let count = validation.document.count(at: position)
        validation.take(steps: count)
        var isGood = true
        if validation.isCollecting {
            isGood = RequiredKeyword.areAllThere(at: position, &validation)
        } else if count < Int(requiredCount) {
            return false
        }
        var missing = requiredCount
        var name = validation.document.first(in: position)
        for number in 0..<count {
            let value = validation.document.value(ofMemberNamedAt: name)
            if !holds(name, value, number, &missing, &validation) {
                if !validation.isCollecting { return false }
                isGood = false
            }
            name = validation.document.position(after: value)
        }
        return isGood && missing == 0
    }

    /// Whether one member is as it should be.
    @inline(__always)
    private func holds(
        _ name: JSONPosition, _ value: JSONPosition, _ number: Int, _ missing: inout UInt32,
        _ validation: inout Validation
    ) -> Bool {
        var (isGood, isEvaluated) = (true, false)
        let found = validation.number(at: name, in: names)
        if found >= 0 {
            let record = validation.program.tables.members[Int(records) + found]
            if record.isRequired { missing -= 1 }
            if record.schema.isSome {
                isEvaluated = true
                isGood = validation.holds(record.schema, at: value)
            }
        }
        if patternCount > 0, isGood || validation.isCollecting {
            isGood = holdsToPatterns(name, value, &isEvaluated, &validation) && isGood
        }
        if additional.isSome, !isEvaluated {
            isEvaluated = true
            isGood = validation.holds(additional, at: value)
        }
        if isEvaluated { validation.marks.mark(number) }
        return isGood
    }

    @inline(never)
    private func holdsToPatterns(
        _ name: JSONPosition, _ value: JSONPosition, _ isEvaluated: inout Bool,
        _ validation: inout Validation
    ) -> Bool {
        var isGood = true
        for index in Int(patterns)..<Int(patterns + patternCount) {
            let entry = validation.program.tables.memberPatterns[index]
            guard validation.matches(entry.pattern, at: name) else { continue }
            isEvaluated = true
            if !validation.holds(entry.schema, at: value) {
                if !validation.isCollecting { return false }
                isGood = false
            }
        }
        return isGood
    }
}

/// What is known of a member by its name.
struct MemberRecord: Sendable, BitwiseCopyable {
    /// The schema that `properties` gives for it, if any.
    var schema: SubschemaID
    /// Whether `required` names it.
    var isRequired: Bool
}

/// What is known of members by a pattern of their names.
struct MemberPattern: Sendable, BitwiseCopyable {
    /// Which of the program's patterns.
    let pattern: UInt32
    let schema: SubschemaID
}

/// What keywords about members tell the walk that runs them.
struct MemberDraft {
    private(set) var names: [[UInt8]] = []
    private(set) var records: [MemberRecord] = []
    var patterns: [MemberPattern] = []
    private var numbers: [[UInt8]: Int] = [:]

    /// Notes something about the member of a name.
    mutating func note(_ name: [UInt8], _ change: (inout MemberRecord) -> Void) {
        let number = numbers[name, default: names.count]
        if number == names.count {
            numbers[name] = number
            names.append(name)
            records.append(MemberRecord(schema: .none, isRequired: false))
        }
        change(&records[number])
    }
}
