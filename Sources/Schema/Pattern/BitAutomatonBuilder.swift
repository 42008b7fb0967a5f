// SPDX-License-Identifier: Apache-2.0

/// Works out, for each state and each kind of place, where a pattern goes on.
struct BitAutomatonBuilder {
    private typealias Bits = BitAutomaton.Bits

    private let program: PatternProgram
    private let alphabet: PatternAlphabet
    /// The instructions that take a code point; each is a state by its number here.
    private let takes: [Int]
    /// The state of each instruction that takes a code point.
    private let states: [Int: Int]
    private var closure: PatternClosure

    /// The automaton of a program; nil when it has more states than there are bits.
    static func build(_ program: PatternProgram, _ alphabet: PatternAlphabet) -> BitAutomaton? {
        var builder = BitAutomatonBuilder(program, alphabet)
        guard builder.takes.count <= BitAutomaton.stateLimit else { return nil }
        return builder.build()
    }

    private init(_ program: PatternProgram, _ alphabet: PatternAlphabet) {
        self.program = program
        self.alphabet = alphabet
        takes = program.instructions.indices.filter {
            if case .take = program.instructions[$0] { true } else { false }
        }
        states = Dictionary(uniqueKeysWithValues: zip(takes, 0...))
        closure = PatternClosure(program)
    }

    private mutating func build() -> BitAutomaton {
        var steps: [BitAutomaton.Step] = []
        var follow: [Bits] = []
        for number in 0..<PatternPlace.count {
            let place = PatternPlace(number: number)
            guard program.asksForWords || !place.isAfterWord && !place.isBeforeWord else {
                steps.append(BitAutomaton.Step())
                continue
            }
            let (step, singles) = step(in: place)
            steps.append(step)
            // Nothing is gone on to from the start, where no state is set, or from the end.
            if !place.isStart, !place.isEnd { follow += Self.combined(singles) }
        }
        return BitAutomaton(alphabet: alphabet, takers: takers(), steps: steps, follow: follow)
    }

    /// What can be gone on to at a place, and what each state goes on to there.
    private mutating func step(in place: PatternPlace) -> (BitAutomaton.Step, [Bits]) {
        var step = BitAutomaton.Step()
        (step.fresh, step.acceptsFresh) = reached(from: program.start, in: place)
        var singles = [Bits](repeating: .zero, count: Bits.scalarCount * 64)
        for (state, instruction) in takes.enumerated() {
            guard case .take(_, let next) = program.instructions[instruction] else { continue }
            let (bits, accepts) = reached(from: next, in: place)
            singles[state] = bits
            if accepts { step.accepting[state / 64] |= 1 << UInt64(state % 64) }
        }
        return (step, singles)
    }

    /// The states that take what comes next, and whether the pattern has matched.
    private mutating func reached(
        from instruction: Int, in place: PatternPlace
    ) -> (Bits, accepts: Bool) {
        closure.find(from: [instruction], in: place)
        var bits = Bits.zero
        for found in closure.found {
            guard let state = states[found] else { continue }
            bits[state / 64] |= 1 << UInt64(state % 64)
        }
        return (bits, closure.accepts)
    }

    /// What all ways of setting four neighbouring states lead to together.
    private static func combined(_ singles: [Bits]) -> [Bits] {
        stride(from: 0, to: singles.count, by: 4).flatMap { first in
            (0..<16).map { setting in
                (0..<4).reduce(into: Bits.zero) {
                    if setting >> $1 & 1 == 1 { $0 |= singles[first + $1] }
                }
            }
        }
    }

    private func takers() -> [Bits] {
        var takers = [Bits](repeating: .zero, count: alphabet.count)
        for (state, instruction) in takes.enumerated() {
            guard case .take(let set, _) = program.instructions[instruction] else { continue }
            for symbol in alphabet.members[set] {
                takers[symbol][state / 64] |= 1 << UInt64(state % 64)
            }
        }
        return takers
    }
}
