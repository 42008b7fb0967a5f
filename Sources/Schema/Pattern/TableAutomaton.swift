// SPDX-License-Identifier: Apache-2.0

/// A deterministic automaton: one look in a table for each code point.
///
/// An object, so that to use it is to count one reference and not one for each of its arrays.
final class TableAutomaton: Sendable {
    /// How many entries the table may have, of four bytes each.
    static let entryLimit = 131_072
    /// How many instructions may be looked at, and transitions noted, while the table is made.
    static let workLimit = 1_048_576

    /// Where each state's row begins that has nothing more to find out.
    enum Row {
        /// The row of the state from which nothing can match any more.
        static let failed = 0
        /// The row of the state in which all has matched, whatever follows.
        static func matched(_ width: Int) -> Int { width }
    }

    let alphabet: PatternAlphabet
    /// Rows of the rows that follow each symbol and, last, the end.
    let table: [UInt32]
    /// The length of a row.
    let width: Int
    /// The row to begin at.
    let start: Int

    init(alphabet: PatternAlphabet, table: [UInt32], width: Int, start: Int) {
        self.alphabet = alphabet
        self.table = table
        self.width = width
        self.start = start
    }

    /// Whether the pattern matches somewhere in a text of valid UTF-8.
    func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var row = start
        var index = 0
        let matched = Row.matched(width)
        while index < text.count, row > matched {
            let byte = text[index]
            let symbol: Int
            if byte < 0x80 {
                symbol = Int(alphabet.ascii[Int(byte)])
                index += 1
            } else {
                symbol = alphabet.symbol(beyondASCII: text.codePoint(at: &index))
            }
            row = Int(table[row + symbol])
        }
        return row > matched ? Int(table[row + width - 1]) == matched : row == matched
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The code point beyond ASCII at an index of valid UTF-8, which is moved past it.
    func codePoint(at index: inout Int) -> UInt32 {
        let first = self[index]
        let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        var value = UInt32(first) & (0xFF >> UInt32(length + 1))
        let end = Swift.min(index + length, count)
        for byte in self[(index + 1)..<end] { value = value << 6 | UInt32(byte & 0x3F) }
        index = end
        return value
    }
}
