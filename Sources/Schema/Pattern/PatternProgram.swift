// SPDX-License-Identifier: Apache-2.0

/// A regular expression as instructions with all repeats written out: Thompson's automaton.
struct PatternProgram: Sendable {
    /// How many instructions a pattern may come to.
    static let instructionLimit = 32_768
    /// How many different characters and classes a pattern may use.
    static let setLimit = 2_000

    /// One step; the numbers are those of other instructions.
    enum Instruction: Sendable {
        /// Takes one code point of a set and goes on.
        case take(set: Int, next: Int)
        /// Goes on at both.
        case fork(Int, Int)
        /// Goes on where the place is as it is said to be.
        case check(PatternAssertion, next: Int)
        /// The pattern has matched.
        case accept
    }

    private(set) var instructions: [Instruction] = []
    /// The sets that are taken from.
    private(set) var sets: [CodePointSet] = []
    /// The instruction to begin at.
    private(set) var start = 0
    /// Whether it matters where words begin and end.
    private(set) var asksForWords = false
    private var numbers: [CodePointSet: Int] = [:]

    init(_ node: PatternNode) throws(PatternError) {
        start = try add(node, before: try add(.accept))
        numbers = [:]
    }

    /// Adds what a node does, to go on at an instruction; returns where it begins.
    ///
    /// It goes from the end to the beginning, so that what is gone on at is always there.
    private mutating func add(
        _ node: PatternNode, before next: Int
    ) throws(PatternError) -> Int {
        switch node {
        case .empty: return next
        case .set(let set): return try add(.take(set: try number(of: set), next: next))
        case .sequence(let nodes):
            var first = next
            for node in nodes.reversed() { first = try add(node, before: first) }
            return first
        case .alternatives(let nodes): return try add(nodes, before: next)
        case .repeated(let node, let least, let most):
            if node.isEmpty { return next }
            return try add(node, least, most, before: next)
        case .assertion(let assertion):
            asksForWords =
                asksForWords || assertion == .wordBoundary
                || assertion == .noWordBoundary
            return try add(.check(assertion, next: next))
        }
    }

    private mutating func add(
        _ alternatives: [PatternNode], before next: Int
    ) throws(PatternError) -> Int {
        var first: Int?
        for alternative in alternatives.reversed() {
            let begin = try add(alternative, before: next)
            first = if let first { try add(.fork(begin, first)) } else { begin }
        }
        return first ?? next
    }

    private mutating func add(
        _ node: PatternNode, _ least: Int, _ most: Int?, before next: Int
    ) throws(PatternError) -> Int {
        var first = next
        if let most {
            // Each time that may be there holds the next ones, so that one way leads past them all.
            for _ in least..<most {
                first = try add(.fork(try add(node, before: first), next))
            }
        } else {
            let loop = try add(.accept)
            let begin = try add(node, before: loop)
            instructions[loop] = .fork(begin, next)
            first = loop
        }
        for _ in 0..<least { first = try add(node, before: first) }
        return first
    }

    private mutating func add(_ instruction: Instruction) throws(PatternError) -> Int {
        guard instructions.count < Self.instructionLimit else {
            throw .tooLarge(limit: Self.instructionLimit)
        }
        instructions.append(instruction)
        return instructions.count - 1
    }

    private mutating func number(of set: CodePointSet) throws(PatternError) -> Int {
        if let known = numbers[set] { return known }
        guard sets.count < Self.setLimit else { throw .tooManySets(limit: Self.setLimit) }
        sets.append(set)
        numbers[set] = sets.count - 1
        return sets.count - 1
    }
}

extension PatternNode {
    /// Whether it comes to no instruction at all, however often it is repeated.
    fileprivate var isEmpty: Bool {
        switch self {
        case .empty: true
        case .sequence(let nodes): nodes.allSatisfy(\.isEmpty)
        case .repeated(let node, _, let most): most == 0 || node.isEmpty
        case .set, .alternatives, .assertion: false
        }
    }
}
