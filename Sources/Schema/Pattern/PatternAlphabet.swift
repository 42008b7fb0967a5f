// SPDX-License-Identifier: Apache-2.0

/// The code points, put together in groups that a pattern does not tell apart.
///
/// An automaton has one transition for each group, a symbol, and not for each code point.
struct PatternAlphabet: Sendable {
    /// How many symbols there are.
    let count: Int
    /// The symbol of each ASCII character.
    let ascii: [UInt16]
    /// The first code points of the ranges beyond ASCII, in order.
    private let starts: [UInt32]
    /// The symbol of each of these ranges.
    private let symbols: [UInt16]
    /// For each set of the program, the symbols in it.
    let members: [[Int]]
    /// For each symbol, whether it is one of `\w`; false where the program does not ask.
    let isWord: [Bool]

    init(of program: PatternProgram) {
        let sets = program.sets + (program.asksForWords ? [.word] : [])
        var groups = Groups(sets)
        var symbols: [[UInt64]: UInt16] = [:]
        var ranges: [(start: UInt32, symbol: UInt16)] = []
        var members = [[Int]](repeating: [], count: sets.count)
        while let (start, signature) = groups.next() {
            if let known = symbols[signature] {
                if known != ranges.last?.symbol { ranges.append((start, known)) }
                continue
            }
            let symbol = UInt16(symbols.count)
            symbols[signature] = symbol
            ranges.append((start, symbol))
            for set in Groups.sets(in: signature) { members[set].append(Int(symbol)) }
        }
        count = symbols.count
        ascii = Self.ascii(ranges)
        let wide = ranges.lastIndex { $0.start <= 0x80 } ?? 0
        starts = ranges[wide...].map(\.start)
        self.symbols = ranges[wide...].map(\.symbol)
        isWord = Self.isWord(program.asksForWords ? members.removeLast() : nil, symbols.count)
        self.members = members
    }

    /// The symbol of a code point beyond ASCII.
    func symbol(beyondASCII codePoint: UInt32) -> Int {
        var (low, high) = (0, starts.count - 1)
        while low < high {
            let middle = (low + high + 1) / 2
            if starts[middle] <= codePoint { low = middle } else { high = middle - 1 }
        }
        return Int(symbols[low])
    }

    private static func ascii(_ ranges: [(start: UInt32, symbol: UInt16)]) -> [UInt16] {
        var range = 0
        return (0..<128).map { (codePoint: UInt32) in
            while range + 1 < ranges.count, ranges[range + 1].start <= codePoint { range += 1 }
            return ranges[range].symbol
        }
    }

    private static func isWord(_ members: [Int]?, _ count: Int) -> [Bool] {
        var isWord = [Bool](repeating: false, count: count)
        for symbol in members ?? [] { isWord[symbol] = true }
        return isWord
    }
}

/// Goes through the code points from one place where a set begins or ends to the next.
private struct Groups: IteratorProtocol {
    /// Where sets begin or end, in order.
    private let edges: [(at: UInt32, set: Int)]
    private var index = 0
    private var position: UInt32? = 0
    /// One bit for each set that the current code points are in.
    private var signature: [UInt64]

    init(_ sets: [CodePointSet]) {
        var edges: [(at: UInt32, set: Int)] = []
        for (number, set) in sets.enumerated() {
            for range in set.ranges {
                edges.append((range.lowerBound, number))
                edges.append((range.upperBound + 1, number))
            }
        }
        self.edges = edges.sorted { $0.at < $1.at }
        signature = Array(repeating: 0, count: (sets.count + 63) / 64)
    }

    /// The first code point of the next range, and the sets that the whole range is in.
    mutating func next() -> (start: UInt32, signature: [UInt64])? {
        guard let start = position, start <= CodePointSet.last else { return nil }
        while index < edges.count, edges[index].at == start {
            signature[edges[index].set / 64] ^= 1 << UInt64(edges[index].set % 64)
            index += 1
        }
        position = index < edges.count ? edges[index].at : nil
        return (start, signature)
    }

    /// The numbers of the sets that a signature stands for.
    static func sets(in signature: [UInt64]) -> [Int] {
        signature.indices.flatMap { word in
            (0..<64).filter { signature[word] >> UInt64($0) & 1 == 1 }.map { word * 64 + $0 }
        }
    }
}
