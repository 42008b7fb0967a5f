// SPDX-License-Identifier: Apache-2.0

import Wire

/// What keywords need besides a few numbers, in arrays that all of a program's keywords share.
struct ProgramTables: Sendable {
    /// Lists of schemas, end to end.
    fileprivate(set) var schemas: [SubschemaID] = []
    /// Lists of such lists, end to end.
    fileprivate(set) var lists: [SubschemaList] = []
    /// Names and coded values.
    fileprivate(set) var names = NameStore()
    /// What is known of named members, end to end.
    fileprivate(set) var members: [MemberRecord] = []
    /// What members need because of another one, end to end.
    fileprivate(set) var needs: [MemberNeeds] = []
    /// Regular expressions for members, with a schema each, end to end.
    fileprivate(set) var memberPatterns: [MemberPattern] = []
    /// Regular expressions.
    fileprivate(set) var patterns: [ProgramPattern] = []
    /// Numbers to compare with.
    fileprivate(set) var numbers: [ExactNumber] = []
    /// Values to be equal to, in each list sorted by hash.
    fileprivate(set) var constants: [ProgramConstant] = []
}

/// A list of schemas in the program's tables.
struct SubschemaList: Sendable, BitwiseCopyable {
    fileprivate let start: UInt32
    fileprivate let count32: UInt32

    /// How many there are.
    var count: Int { Int(count32) }
}

/// A value that `const` or `enum` allows, with its hash.
struct ProgramConstant: Sendable {
    let hash: Int
    let node: JSONNode
}

/// A regular expression, kept behind one reference since it is made of many arrays.
final class ProgramPattern: Sendable {
    /// The pattern as it was written.
    let source: String
    let pattern: Pattern

    init(_ source: String, _ pattern: Pattern) {
        self.source = source
        self.pattern = pattern
    }
}

extension ProgramTables {
    /// A schema of a list.
    subscript(list: SubschemaList, index: Int) -> SubschemaID {
        schemas[Int(list.start) + index]
    }
}

/// What keywords add while they are read.
extension SchemaCompiler {
    /// Keeps a list of schemas.
    func keep(_ list: [SubschemaID]) -> SubschemaList {
        let start = UInt32(tables.schemas.count)
        tables.schemas += list
        return SubschemaList(start: start, count32: UInt32(list.count))
    }

    /// Keeps lists of schemas; returns the number of the first.
    func keep(lists: [SubschemaList]) -> UInt32 {
        tables.lists += lists
        return UInt32(tables.lists.count - lists.count)
    }

    /// Keeps different names, numbered in the given order.
    func keep(names: [[UInt8]]) -> NameTable { tables.names.add(names) }

    /// Keeps what is known of members; returns the number of the first.
    func keep(members: [MemberRecord]) -> UInt32 {
        tables.members += members
        return UInt32(tables.members.count - members.count)
    }

    /// Keeps what members need because of others; returns the number of the first.
    func keep(needs: [MemberNeeds]) -> UInt32 {
        tables.needs += needs
        return UInt32(tables.needs.count - needs.count)
    }

    /// Keeps regular expressions for members; returns the number of the first.
    func keep(memberPatterns: [MemberPattern]) -> UInt32 {
        tables.memberPatterns += memberPatterns
        return UInt32(tables.memberPatterns.count - memberPatterns.count)
    }

    /// Keeps a number; returns its index.
    func keep(_ number: ExactNumber) -> UInt32 {
        tables.numbers.append(number)
        return UInt32(tables.numbers.count - 1)
    }

    /// Keeps a regular expression; returns its index, which is shared by all that are the same.
    func keep(pattern source: String, at place: SchemaPlace) throws(SchemaError) -> UInt32 {
        if let known = patternNumbers[ExactString(source)] { return known }
        let pattern: Pattern
        do throws(PatternError) {
            pattern = try Pattern(source)
        } catch {
            throw .refusedPattern(error, at: place)
        }
        patternCost += pattern.cost
        guard patternCost <= Self.patternCostLimit else {
            throw .patternsTooLarge(limit: Self.patternCostLimit)
        }
        let number = UInt32(tables.patterns.count)
        tables.patterns.append(ProgramPattern(source, pattern))
        patternNumbers[ExactString(source)] = number
        return number
    }

    /// Keeps values; returns where they stand.
    func keep(constants: [JSONNode]) -> (first: UInt32, count: UInt32) {
        let sorted = constants.map { ProgramConstant(hash: ValueEquality.hash($0), node: $0) }
            .sorted { $0.hash < $1.hash }
        tables.constants += sorted
        return (UInt32(tables.constants.count - sorted.count), UInt32(sorted.count))
    }
}
