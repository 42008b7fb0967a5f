// SPDX-License-Identifier: Apache-2.0

/// An automaton that is in many states at once, with one bit for each.
///
/// For the patterns whose table would be too large. A state is a place of the pattern at which a code
/// point has just been taken; what follows the states is looked up four bits at a time, so that a step
/// costs at most so many looks, whatever the text is.
struct BitAutomaton: Sendable {
    /// How many places that take a code point a pattern may have.
    static let stateLimit = 256

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

    /// How many entries of `follow` a step has.
    static let stepWidth = stateLimit / 4 * 16

    /// Whether the pattern matches somewhere in a text of valid UTF-8.
    func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
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
            if steps[place.number].accepts(states) { return true }
            states = next(states, place.number) & takers[symbol]
            place = PatternPlace(isAfterWord: place.isBeforeWord)
        }
        place.isBeforeWord = false
        place.isEnd = true
        return steps[place.number].accepts(states)
    }

    private func next(_ states: Bits, _ step: Int) -> Bits {
        var next = steps[step].fresh
        for lane in 0..<Bits.scalarCount {
            var bits = states[lane]
            var row = step * Self.stepWidth + lane * 256
            while bits != 0 {
                next |= follow[row + Int(bits & 15)]
                bits >>= 4
                row += 16
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
