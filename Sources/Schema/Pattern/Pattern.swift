// SPDX-License-Identifier: Apache-2.0

/// A regular expression, ready to be matched in time that only grows with the text.
///
/// The dialect is ECMA-262 (11th edition) section 21.2 with the flag `u`, as JSON Schema core
/// section 6.4 recommends, without look-around and references back. What it is to match is worked
/// out at load, so a pattern never changes and many threads may use it.
package struct Pattern: Sendable {
    /// How long a pattern may be, in characters.
    package static let lengthLimit = 32_768

    /// How much it took to load and keep the pattern, in table entries or the like.
    package let cost: Int
    private let automaton: Automaton

    private enum Automaton: Sendable {
        case table(TableAutomaton)
        case bits(BitAutomaton)
    }

    /// Reads a pattern, or says why it cannot be used.
    package init(_ source: String) throws(PatternError) {
        let characters = source.unicodeScalars.map(\.value)
        guard characters.count <= Self.lengthLimit else { throw .tooLong(limit: Self.lengthLimit) }
        let program = try PatternProgram(try PatternParser.parse(characters))
        let alphabet = PatternAlphabet(of: program)
        if let table = TableAutomatonBuilder.build(program, alphabet) {
            automaton = .table(table)
            cost = table.table.count
        } else if let bits = BitAutomatonBuilder.build(program, alphabet) {
            automaton = .bits(bits)
            cost = TableAutomaton.entryLimit
        } else {
            throw .tooComplex(limit: BitAutomaton.stateLimit)
        }
    }

    /// Whether the pattern matches somewhere in a text of valid UTF-8.
    package func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        switch automaton {
        case .table(let table): table.matches(text)
        case .bits(let bits): bits.matches(text)
        }
    }
}
