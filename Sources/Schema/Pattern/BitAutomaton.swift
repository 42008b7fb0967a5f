// SPDX-License-Identifier: Apache-2.0

/// An automaton that is in many states at once, one bit for each.
///
/// For patterns whose table would be too large. Each step costs the same, whatever the text is: the
/// bits are looked up four at a time.
struct BitAutomaton: Sendable {
    /// How many places that take a code point a pattern may have.
    static let stateLimit = 256

    typealias Bits = SIMD4<UInt64>

    let alphabet: PatternAlphabet
    /// For each symbol, the states that take it.
    let takers: [Bits]
    /// Where the text begins, by what comes first.
    let first: Step
    /// From then on, by what stood before and what comes next: a word or not.
    let steps: [Step]

    /// What may be reached between one code point and the next.
    struct Step: Sendable {
        /// What is reached from nowhere, since a match may begin anywhere.
        var fresh: Bits = .zero
        /// Whether a match is found from nowhere.
        var acceptsFresh = false
        /// What each sixteen ways of setting four bits lead to, one after another.
        var follow: [Bits] = []
        /// The states from which a match is found.
        var accepting: Bits = .zero
    }

    func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool { false }
}
