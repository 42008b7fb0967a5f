// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Schema
import Testing
import Wire

@Suite struct `A pattern` {
    @Test(arguments: [
        ("", ["", "a", "é"], []),
        ("a", ["a", "bab"], ["", "b", "A"]),
        ("^[a-z]+$", ["a", "xyz"], ["", "a1", "a\n", "é"]),
        ("^x-", ["x-", "x-local"], ["ax-", "X-"]),
        ("^[0-9]{10}$", ["9434765919"], ["943476591", "94347659190", "９434765919"]),
        ("^a{2,3}$", ["aa", "aaa"], ["a", "aaaa"]),
        ("^a{2,}?$", ["aa", "aaaaa"], ["a", ""]),
        ("^(?:a|bc)*$", ["", "abca"], ["b", "cb"]),
        ("^(?<first>a)(b)?$", ["a", "ab"], ["b"]),
        ("a.c", ["abc", "a😀c", "a\u{85}c"], ["a\nc", "a\u{2028}c", "ac"]),
        ("^.$", ["😀", "é", "\u{0}"], ["e\u{301}", "\r"]),
        ("\\bcat\\b", ["cat", "a cat.", "écat"], ["cats", "_cat"]),
        ("\\Bcat", ["scat"], ["cat", "a cat"]),
        ("^\\d$", ["0", "9"], ["٣", "a"]),
        ("^\\w$", ["a", "_", "7"], ["é", "-"]),
        ("^\\s$", [" ", "\u{A0}", "\u{FEFF}", "\u{2029}", "\u{3000}"], ["\u{200B}", "\u{85}"]),
        ("^[^\\d\\s]$", ["a", "漢"], ["1", " "]),
        ("^[\\w\\-.]+$", ["a-b.c"], ["a b"]),
        ("^[a-]$", ["a", "-"], ["b"]),
        ("^[]$", [], ["", "a"]),
        ("^[^]$", ["a", "\n", "😀"], [""]),
        ("^[\\b]$", ["\u{8}"], ["b"]),
        ("^\\u{1F600}\\ud83d\\ude01\\u00e9\\x41$", ["😀😁éA"], ["😀😁éa"]),
        ("^\\ca\\cZ\\0\\t\\n\\v\\f\\r$", ["\u{1}\u{1A}\u{0}\t\n\u{B}\u{C}\r"], ["aZ0tnvfr"]),
        ("^\\^\\$\\\\\\.\\*\\+\\?\\(\\)\\[\\]\\{\\}\\|\\/$", ["^$\\.*+?()[]{}|/"], [""]),
        ("^[\\ud83d\\ude00-\\u{1F64F}]$", ["😀", "🙏"], ["🚀"]),
        ("^\\p{Lu}\\P{Lu}$", ["Éa", "A1"], ["aA", "AA"]),
        ("^\\p{Script=Greek}+$", ["λόγος"], ["logos"]),
        ("^\\p{scx=Hira}$", ["あ", "ー"], ["ア"]),
        ("^\\p{gc=Nd}\\p{digit}$", ["1٣"], ["½1"]),
        ("^[\\p{L}\\p{M}' -]+$", ["Zoë O'Brien-Łoś"], ["R2"]),
        ("^\\p{White_Space}\\p{ASCII_Hex_Digit}\\p{RI}$", [" f🇬"], [" g🇬"]),
        ("^(a+)+$", ["a", "aaaa"], ["aab", ""]),
        ("(^|,)a($|,)", ["a", "b,a", "b,a,c"], ["ba", "b,ac"]),
        ("$^", [""], ["a"]),
        ("(?:)", ["", "a"], []),
    ])
    func `matches what it describes and nothing else`(
        _ source: String, _ good: [String], _ bad: [String]
    ) throws {
        let pattern = try Pattern(source)
        for text in good { #expect(pattern.matches(text), "\(text)") }
        for text in bad { #expect(!pattern.matches(text), "\(text)") }
    }

    @Test(
        arguments: [
            ("*a", .nothingToRepeat, 1), ("a**", .nothingToRepeat, 3), ("^*", .nothingToRepeat, 2),
            ("a|+", .nothingToRepeat, 3), ("(?:a", .unclosedGroup, 1), ("a(b", .unclosedGroup, 2),
            ("a)", .unopenedGroup, 2), ("(?a)", .unknownGroupKind, 1),
            ("(?P<a>b)", .unknownGroupKind, 1), ("(?<>b)", .malformedGroupName, 1),
            ("(?<1>b)", .malformedGroupName, 1), ("(?<a>b)(?<a>c)", .repeatedGroupName("a"), 8),
            ("[a", .unclosedClass, 1), ("a]", .unopenedClass, 2), ("[\\d-a]", .rangeOfClass, 2),
            ("[z-a]", .rangeBackwards, 2), ("a{", .malformedRepeat, 2), ("}", .strayBrace, 1),
            ("{1}", .strayBrace, 1), ("a{,2}", .malformedRepeat, 2),
            ("a{2,1}", .repeatBackwards, 2),
            ("a\\", .endsInBackslash, 2), ("\\-", .unknownEscape("\\-"), 1),
            ("\\a", .unknownEscape("\\a"), 1), ("\\Z", .unknownEscape("\\Z"), 1),
            ("\\u12", .malformedEscape("\\u"), 1),
            ("\\u{110000}", .malformedEscape("\\u{110000"), 1),
            ("\\xg0", .malformedEscape("\\x"), 1), ("\\c1", .malformedEscape("\\c1"), 1),
            ("\\01", .malformedEscape("\\0"), 1), ("\\p{Nope}", .unknownProperty("Nope"), 1),
            ("\\p{lu}", .unknownProperty("lu"), 1), ("\\pL", .malformedEscape("\\p"), 1),
            ("\\1", .noSuchGroup("\\1"), 1), ("\\k<a>", .noSuchGroup("\\k<a>"), 1),
            ("(?=a)*", .nothingToRepeat, 6),
        ] as [(String, PatternError.Fault, Int)])
    func `is refused when it breaks the grammar, by its place`(
        _ source: String, _ fault: PatternError.Fault, _ position: Int
    ) {
        #expect(throws: PatternError.malformed(fault, at: position)) { try Pattern(source) }
    }

    @Test(
        arguments: [
            ("^(?!a)b", .lookAround("(?!", at: 2)), ("(?=a)", .lookAround("(?=", at: 1)),
            ("a(?<=b)", .lookAround("(?<=", at: 2)), ("(?<!b)", .lookAround("(?<!", at: 1)),
            ("(a)\\1", .backReference("\\1", at: 4)),
            ("\\k<x>(?<x>a)", .backReference("\\k<x>", at: 1)),
        ] as [(String, PatternError)])
    func `is refused by name when it looks around or back`(
        _ source: String, _ error: PatternError
    ) {
        #expect(throws: error) { try Pattern(source) }
    }

    @Test func `says what is wrong and what to do`() {
        #expect(
            "\(PatternError.malformed(.unopenedGroup, at: 3))"
                == "At character 3, a ) closes no group; escape it as \\).")
        #expect(
            "\(PatternError.lookAround("(?=", at: 1))"
                == "At character 1, “(?=” looks ahead or behind, which Baton does not do; say it "
                + "with “not” and a second pattern.")
    }
}

@Suite struct `A limit on patterns` {
    @Test func `of length is kept`() throws {
        let limit = Pattern.lengthLimit
        _ = try Pattern("^[" + String(repeating: "a", count: limit - 3) + "]")
        #expect(throws: PatternError.tooLong(limit: limit)) {
            try Pattern("^[" + String(repeating: "a", count: limit - 2) + "]")
        }
    }

    @Test func `of depth is kept`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "(", count: depth) + "a" + String(repeating: ")", count: depth)
        }
        #expect(try Pattern(nested(200)).matches("a"))
        #expect(throws: PatternError.tooDeep(limit: 200)) { try Pattern(nested(201)) }
    }

    @Test func `of steps is kept`() throws {
        // Both anchors are a step, and so is the end.
        let limit = 32_768
        #expect(try Pattern("^a{\(limit - 3)}$").matches("a") == false)
        #expect(throws: PatternError.tooLarge(limit: limit)) { try Pattern("^a{\(limit - 2)}$") }
        #expect(throws: PatternError.tooLarge(limit: limit)) { try Pattern("((a{99}){99}){99}") }
        #expect(throws: PatternError.tooLarge(limit: limit)) {
            try Pattern("(?:(?:(?:|){1000}){1000}){1000}")
        }
        #expect(try Pattern("^(?:(?:(?:){1000}){1000}){1000}$").matches(""))
    }

    @Test func `of different characters is kept`() throws {
        func many(_ count: Int) -> String {
            var text = String.UnicodeScalarView()
            for number in 0..<count { text += [Unicode.Scalar(0x4E00 + number) ?? "x", "|"] }
            return "^(" + String(text) + ")$"
        }
        #expect(try Pattern(many(2_000)).matches("一"))
        #expect(throws: PatternError.tooManySets(limit: 2_000)) { try Pattern(many(2_001)) }
    }

    @Test func `of the table is kept when there are many different characters`() throws {
        let text = (0..<500).compactMap { Unicode.Scalar(0x4E00 + $0) }.map(String.init).joined()
        #expect(throws: PatternError.tooComplex(limit: 192)) { try Pattern("^" + text) }
    }

    @Test func `of states is kept where no table is small enough`() throws {
        let good = String(repeating: "b", count: 188)
        // One state for each of [ab]*, a, and what is counted.
        let pattern = try Pattern("[ab]*a[ab]{190}$")
        #expect(pattern.matches("bba" + good + "ab"))
        #expect(!pattern.matches("bbb" + good + "ab"))
        #expect(throws: PatternError.tooComplex(limit: 192)) { try Pattern("[ab]*a[ab]{191}$") }
    }

    @Test func `lets the counts of ordinary schemas through`() throws {
        #expect(try Pattern("^a{1,10000}$").matches(String(repeating: "a", count: 10_000)))
        #expect(try !Pattern("^a{1,10000}$").matches(String(repeating: "a", count: 10_001)))
        #expect(try Pattern("^[a-z0-9-]{1,63}(\\.[a-z0-9-]{1,63}){0,9}$").matches("a.example"))
    }
}

extension Pattern {
    func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { matches($0) }
    }
}
