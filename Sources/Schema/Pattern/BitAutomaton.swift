// SPDX-License-Identifier: Apache-2.0

/// An automaton that is in many states at once, with one bit for each.
///
/// For the patterns whose table would be too large. A state is a place of the pattern at which a code
/// point has just been taken; what follows the states is looked up four bits at a time, so that a step
/// costs at most so many looks, whatever the text is.
final class BitAutomaton: Sendable {
    /// How many places that take a code point a pattern may have.
    static let stateLimit = 192

    typealias Bits = SIMD4<UInt64>

    let alphabet: PatternAlphabet
    /// For each symbol, the states in which it has been taken.
    let takers: [Bits]
    /// What can be gone on to, from one place between two code points to the next.
    let steps: [Step]
    /// Of each step, what each of the ways of setting four bits leads to.
    let follow: [Bits]

    /// What a match can do at a place between two code points.
    struct Step: Sendable {
        /// The states gone on to by a match that begins here.
        var fresh: Bits = .zero
        /// Whether what begins here matches at once.
        var acceptsFresh = false
        /// The states in which all has matched.
        var accepting: Bits = .zero

        func accepts(_ states: Bits) -> Bool {
            acceptsFresh || states & accepting != .zero
        }
    }

    init(alphabet: PatternAlphabet, takers: [Bits], steps: [Step], follow: [Bits]) {
        self.alphabet = alphabet
        self.takers = takers
        self.steps = steps
        self.follow = follow
    }

    /// How many entries of `follow` a step has: sixteen for each four bits of all lanes.
    static let stepWidth = Bits.scalarCount * 64 / 4 * 16

    /// Whether the pattern matches somewhere in a text of valid UTF-8.
    ///
    /// The table is read through a pointer: with its bounds checked at each look a step takes twice
    /// as long, and they cannot be passed, whatever the bits are.
    func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        follow.withUnsafeBufferPointer { matches(text, $0) }
    }

    private func matches(
        _ text: UnsafeBufferPointer<UInt8>, _ follow: UnsafeBufferPointer<Bits>
    ) -> Bool {
        var states = Bits.zero
        var place = PatternPlace(isStart: true)
        var index = 0
        while index < text.count {
            let byte = text[index]
            let symbol: Int
            if byte < 0x80 {
                symbol = Int(alphabet.ascii[Int(byte)])
                index += 1
            } else {
                symbol = alphabet.symbol(beyondASCII: text.codePoint(at: &index))
            }
            place.isBeforeWord = alphabet.isWord[symbol]
            let step = steps[place.number]
            if step.accepts(states) { return true }
            states = (step.fresh | Self.next(states, follow, place.number)) & takers[symbol]
            place = PatternPlace(isAfterWord: place.isBeforeWord)
        }
        place.isBeforeWord = false
        place.isEnd = true
        return steps[place.number].accepts(states)
    }

    /// What follows some states: at most 64 looks.
    private static func next(
        _ states: Bits, _ follow: UnsafeBufferPointer<Bits>, _ step: Int
    ) -> Bits {
        var next = Bits.zero
        for lane in 0..<Bits.scalarCount {
            var bits = states[lane]
            var row = (step & 3) * stepWidth + lane * 256
            while bits != 0 {
                next |= follow[row + Int(bits & 15)] | follow[row + 16 + Int(bits >> 4 & 15)]
                bits >>= 8
                row += 32
            }
        }
        return next
    }
}

extension PatternPlace {
    /// A number of its own for each way that a place can be.
    var number: Int {
        (isStart ? 8 : 0) + (isEnd ? 4 : 0) + (isAfterWord ? 2 : 0) + (isBeforeWord ? 1 : 0)
    }

    /// The place of a number.
    init(number: Int) {
        isStart = number & 8 != 0
        isEnd = number & 4 != 0
        isAfterWord = number & 2 != 0
        isBeforeWord = number & 1 != 0
    }

    /// How many such numbers there are.
    static let count = 16
}
