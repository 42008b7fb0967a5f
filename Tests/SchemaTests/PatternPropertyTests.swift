// SPDX-License-Identifier: Apache-2.0

import Schema
import Testing

/// Patterns made at random against a matcher that tries everything.
@Suite struct `A pattern made at random` {
    @Test(arguments: 0..<40)
    func `agrees with a matcher that tries everything`(_ seed: Int) throws {
        var chance = Chance(seed: UInt64(seed))
        for number in 0..<50 {
            let tree = RandomPattern.make(&chance, depth: 3)
            let pattern = try Pattern(tree.source)
            let slower = number < 5 ? try? Pattern(withoutTable: tree.source) : nil
            for _ in 0..<10 {
                let text = (0..<chance.below(7)).map { _ in RandomPattern.letter(&chance) }
                let expected =
                    text.indices.contains { tree.matches(text, from: $0) }
                    || tree.matches(text, from: text.count)
                let string = String(String.UnicodeScalarView(text))
                #expect(pattern.matches(string) == expected, "\(tree.source) on \(text)")
                #expect(slower?.matches(string) ?? expected == expected, "\(tree.source)")
            }
        }
    }
}

/// Numbers that are the same on every run.
struct Chance {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    /// A number from 0 up to a limit, by xorshift.
    mutating func below(_ limit: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int((state >> 16) % UInt64(limit))
    }
}

/// A pattern that can be written and, slowly, matched.
indirect enum RandomPattern {
    case one(Unicode.Scalar)
    case any
    case notWord
    case sequence([RandomPattern])
    case either([RandomPattern])
    case repeated(RandomPattern, Int, Int?)
    case start, end, boundary, noBoundary

    static func letter(_ chance: inout Chance) -> Unicode.Scalar {
        let letters: [Unicode.Scalar] = ["a", "b", "-", "é", "\n", "😀"]
        return letters[chance.below(letters.count)]
    }

    static func make(_ chance: inout Chance, depth: Int) -> RandomPattern {
        switch chance.below(depth > 0 ? 12 : 7) {
        case 0, 1, 2: .one(letter(&chance))
        case 3: .any
        case 4: .notWord
        case 5: [.start, .end][chance.below(2)]
        case 6: [.boundary, .noBoundary][chance.below(2)]
        case 7, 8: .sequence(several(&chance, depth))
        case 9: .either(several(&chance, depth))
        default: repeated(&chance, depth)
        }
    }

    private static func several(_ chance: inout Chance, _ depth: Int) -> [RandomPattern] {
        (0...chance.below(3)).map { _ in make(&chance, depth: depth - 1) }
    }

    private static func repeated(_ chance: inout Chance, _ depth: Int) -> RandomPattern {
        let (least, more) = (chance.below(3), chance.below(4))
        return .repeated(
            make(&chance, depth: depth - 1), least, more == 3 ? nil : least + more)
    }

    /// The pattern as ECMA-262 writes it.
    var source: String {
        switch self {
        case .one(let scalar): String(scalar)
        case .any: "."
        case .notWord: "\\W"
        case .sequence(let parts): parts.map(\.source).joined()
        case .either(let parts): "(?:" + parts.map(\.source).joined(separator: "|") + ")"
        case .repeated(let part, let least, let most):
            "(\(part.source)){\(least),\(most.map(String.init) ?? "")}"
        case .start: "^"
        case .end: "$"
        case .boundary: "\\b"
        case .noBoundary: "\\B"
        }
    }

    func matches(_ text: [Unicode.Scalar], from start: Int) -> Bool {
        ends(of: text, from: [start]).isEmpty == false
    }

    /// All places at which it can end when it begins at one of some places.
    private func ends(of text: [Unicode.Scalar], from starts: Set<Int>) -> Set<Int> {
        switch self {
        case .one(let scalar): taking(text, starts) { $0 == scalar }
        case .any: taking(text, starts) { $0 != "\n" }
        case .notWord: taking(text, starts) { !Self.isWord($0) }
        case .sequence(let parts): parts.reduce(starts) { $1.ends(of: text, from: $0) }
        case .either(let parts):
            parts.reduce(into: []) { $0.formUnion($1.ends(of: text, from: starts)) }
        case .repeated(let part, let least, let most):
            Self.repeating(part, least, most ?? least + text.count, text, starts)
        case .start: starts.filter { $0 == 0 }
        case .end: starts.filter { $0 == text.count }
        case .boundary: starts.filter { Self.isBoundary(text, $0) }
        case .noBoundary: starts.filter { !Self.isBoundary(text, $0) }
        }
    }

    private func taking(
        _ text: [Unicode.Scalar], _ starts: Set<Int>, _ isTaken: (Unicode.Scalar) -> Bool
    ) -> Set<Int> {
        Set(starts.filter { $0 < text.count && isTaken(text[$0]) }.map { $0 + 1 })
    }

    private static func repeating(
        _ part: RandomPattern, _ least: Int, _ most: Int, _ text: [Unicode.Scalar],
        _ starts: Set<Int>
    ) -> Set<Int> {
        var (ends, reached): (Set<Int>, Set<Int>) = ([], starts)
        for count in 0...most {
            if count >= least { ends.formUnion(reached) }
            reached = part.ends(of: text, from: reached)
        }
        return ends
    }

    private static func isBoundary(_ text: [Unicode.Scalar], _ place: Int) -> Bool {
        let before = place > 0 && isWord(text[place - 1])
        return before != (place < text.count && isWord(text[place]))
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar.isASCII && scalar.properties.isAlphabetic
            || "0"..."9" ~= scalar
    }
}
