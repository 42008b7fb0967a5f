// SPDX-License-Identifier: Apache-2.0

/// Makes a program deterministic, before anything is matched with it.
///
/// A state is the set of instructions that may come next, before it is known what follows: forks and
/// what is said about the place are worked out together with the next symbol, or the end.
struct TableAutomatonBuilder {
    private let program: PatternProgram
    private let alphabet: PatternAlphabet
    private let width: Int
    private var closure: PatternClosure
    private var states: [State] = []
    private var numbers: [State: Int] = [:]
    private var table: [UInt32] = []
    private var noted = 0
    /// For each symbol, the instructions that come next when it is taken.
    private var next: [[Int]]

    private struct State: Hashable {
        var next: [Int]
        var isStart = false
        var isAfterWord = false
    }

    /// The automaton of a program; nil when it would be too large.
    static func build(_ program: PatternProgram, _ alphabet: PatternAlphabet) -> TableAutomaton? {
        var builder = TableAutomatonBuilder(program, alphabet)
        return builder.build()
    }

    private init(_ program: PatternProgram, _ alphabet: PatternAlphabet) {
        self.program = program
        self.alphabet = alphabet
        width = alphabet.count + 1
        closure = PatternClosure(program)
        next = Array(repeating: [], count: alphabet.count)
    }

    private mutating func build() -> TableAutomaton? {
        // The first two states are those in which nothing can change any more.
        for final in [-1, -2] {
            let row = UInt32(number(of: State(next: [final])) * width)
            table += Array(repeating: row, count: width)
        }
        let start = number(of: State(next: [], isStart: true)) * width
        var index = 2
        while index < states.count {
            guard states.count * width <= TableAutomaton.entryLimit else { return nil }
            addRow(of: states[index])
            guard isWithinLimit else { return nil }
            index += 1
        }
        let decided = decidedRows()
        let table = table.map { UInt32(decided[Int($0) / width]) }
        return TableAutomaton(
            alphabet: alphabet, table: table, width: width, start: decided[start / width])
    }

    private var isWithinLimit: Bool { closure.work + noted <= TableAutomaton.workLimit }

    /// Works out what follows a state, for each symbol and for the end.
    private mutating func addRow(of state: State) {
        var row = [UInt32](repeating: 0, count: width)
        var place = PatternPlace(isStart: state.isStart, isAfterWord: state.isAfterWord)
        for isWord in program.asksForWords ? [false, true] : [false] {
            place.isBeforeWord = isWord
            find(from: state, in: place)
            let symbols = (0..<alphabet.count).filter {
                !program.asksForWords || alphabet.isWord[$0] == isWord
            }
            fill(&row, symbols, isAfterWord: isWord)
        }
        place.isBeforeWord = false
        place.isEnd = true
        find(from: state, in: place)
        row[width - 1] = UInt32(closure.accepts ? TableAutomaton.Row.matched(width) : 0)
        table += row
    }

    /// A match may begin anywhere, so each state may also go on at the beginning.
    private mutating func find(from state: State, in place: PatternPlace) {
        closure.find(from: state.next + [program.start], in: place)
    }

    private mutating func fill(_ row: inout [UInt32], _ symbols: [Int], isAfterWord: Bool) {
        if closure.accepts {
            for symbol in symbols { row[symbol] = UInt32(TableAutomaton.Row.matched(width)) }
            return
        }
        for symbol in next.indices { next[symbol].removeAll(keepingCapacity: true) }
        for instruction in closure.found {
            guard case .take(let set, let target) = program.instructions[instruction] else {
                continue
            }
            // One row alone may come to thousands of instructions for each of thousands of symbols.
            noted += alphabet.members[set].count
            guard isWithinLimit else { return }
            for symbol in alphabet.members[set] { next[symbol].append(target) }
        }
        noted += alphabet.count
        // Most symbols lead nowhere in most states.
        let nowhere = number(of: State(next: [], isAfterWord: isAfterWord))
        for symbol in symbols {
            let state = next[symbol].isEmpty ? nowhere : number(of: next[symbol], isAfterWord)
            row[symbol] = UInt32(state * width)
        }
    }

    private mutating func number(of next: [Int], _ isAfterWord: Bool) -> Int {
        guard next.count > 1 else { return number(of: State(next: next, isAfterWord: isAfterWord)) }
        var unique: [Int] = []
        unique.reserveCapacity(next.count)
        for instruction in next.sorted() where instruction != unique.last {
            unique.append(instruction)
        }
        return number(of: State(next: unique, isAfterWord: isAfterWord))
    }

    private mutating func number(of state: State) -> Int {
        if let known = numbers[state] { return known }
        numbers[state] = states.count
        states.append(state)
        return states.count - 1
    }

    /// The row for each state to go on at: what can no longer match, or no longer fail, is decided.
    private func decidedRows() -> [Int] {
        let canMatch = statesThatReach { $0 == TableAutomaton.Row.matched(width) }
        let canFail = statesThatReach { $0 == TableAutomaton.Row.failed }
        return states.indices.map { state in
            if !canMatch[state] { return TableAutomaton.Row.failed }
            return canFail[state] ? state * width : TableAutomaton.Row.matched(width)
        }
    }

    /// The states from which some text leads to an end of a kind.
    private func statesThatReach(_ isEnd: (Int) -> Bool) -> [Bool] {
        var before = [[Int]](repeating: [], count: states.count)
        var reaches = [Bool](repeating: false, count: states.count)
        var waiting: [Int] = []
        for state in states.indices {
            let row = table[(state * width)..<((state + 1) * width)]
            for next in row.dropLast() { before[Int(next) / width].append(state) }
            if isEnd(Int(row[row.endIndex - 1])) {
                reaches[state] = true
                waiting.append(state)
            }
        }
        while let state = waiting.popLast() {
            for earlier in before[state] where !reaches[earlier] {
                reaches[earlier] = true
                waiting.append(earlier)
            }
        }
        return reaches
    }
}
