// SPDX-License-Identifier: Apache-2.0

/// Finds what a program may take next: all instructions that are reached without a code point.
struct PatternClosure {
    private let instructions: [PatternProgram.Instruction]
    private var seen: [UInt32]
    private var round: UInt32 = 0
    private var waiting: [Int] = []
    /// How many instructions were looked at so far.
    private(set) var work = 0
    /// The instructions found that take a code point.
    private(set) var found: [Int] = []
    /// Whether the pattern has matched.
    private(set) var accepts = false

    init(_ program: PatternProgram) {
        instructions = program.instructions
        seen = Array(repeating: 0, count: instructions.count)
    }

    /// Finds what is reached from some instructions at a place.
    mutating func find(from starts: [Int], in place: PatternPlace) {
        round += 1
        found.removeAll(keepingCapacity: true)
        accepts = false
        for start in starts { reach(start) }
        while let number = waiting.popLast() {
            work += 1
            switch instructions[number] {
            case .take: found.append(number)
            case .fork(let one, let other):
                reach(one)
                reach(other)
            case .check(let assertion, let next): if assertion.holds(in: place) { reach(next) }
            case .accept: accepts = true
            }
        }
    }

    private mutating func reach(_ number: Int) {
        guard seen[number] != round else { return }
        seen[number] = round
        waiting.append(number)
    }
}
