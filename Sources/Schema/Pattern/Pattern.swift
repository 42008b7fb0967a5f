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
        let (program, alphabet) = try Self.compile(source)
        if let table = TableAutomatonBuilder.build(program, alphabet) {
            automaton = .table(table)
            cost = table.table.count
        } else {
            automaton = .bits(try Self.bits(program, alphabet))
            cost = TableAutomaton.entryLimit
        }
    }

    /// Reads a pattern to be matched without a table, so that the two ways can be compared.
    package init(withoutTable source: String) throws(PatternError) {
        let (program, alphabet) = try Self.compile(source)
        automaton = .bits(try Self.bits(program, alphabet))
        cost = TableAutomaton.entryLimit
    }

    /// Whether the pattern matches somewhere in a text of valid UTF-8.
    package func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        switch automaton {
        case .table(let table): table.matches(text)
        case .bits(let bits): bits.matches(text)
        }
    }

    private static func compile(
        _ source: String
    ) throws(PatternError) -> (PatternProgram, PatternAlphabet) {
        let characters = source.unicodeScalars.map(\.value)
        guard characters.count <= lengthLimit else { throw .tooLong(limit: lengthLimit) }
        let program = try PatternProgram(try PatternParser.parse(characters))
        return (program, PatternAlphabet(of: program))
    }

    private static func bits(
        _ program: PatternProgram, _ alphabet: PatternAlphabet
    ) throws(PatternError) -> BitAutomaton {
        guard let bits = BitAutomatonBuilder.build(program, alphabet) else {
            throw .tooComplex(limit: BitAutomaton.stateLimit)
        }
        return bits
    }
}
