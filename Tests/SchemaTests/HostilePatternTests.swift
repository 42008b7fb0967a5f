// SPDX-License-Identifier: Apache-2.0

import Schema
import Testing

/// Patterns that take a matcher which goes back exponential time.
///
/// Each ends here in an instant; one that did not would hold the whole run up.
@Suite struct `A hostile pattern` {
    private static let patterns: [String] = [
        "^(a+)+$", "(a|a)*b", "(.*)*x", "(a|aa)+$", "(a|a?)+$", "(x+x+)+y", "^(a|b|ab)*c$",
        "(a*)*b", "(a*)*(a*)*(a*)*b", "^(.*?,){11}P", "(.*a){12}", "(.*a){20}b", "^(\\w+\\s?)*$",
        "^(([a-z])+.)+[A-Z]([a-z])+$", "(\\b\\w+\\b\\s*)+!", "(\\b|a)*\\bz", "(\\B|\\b|a)*z\\b",
        "\\b(\\w+\\b)*\\bq", "^(([a-c]{1,9}){1,9}){1,3}$", "([ab]{0,5}){0,20}c",
        "(a|b)*a(a|b){8}x", "(a|b)*a(a|b){20}x", "[ab]*a[ab]{180}x", ".*a.{180}\\b.x",
        ".*foo.{0,180}bar", "(\\w|\\b)*a(\\w|\\b){40}x$", "^(\\p{L}\\p{M}*)+$",
        "[\\p{L}\\p{N}]*\\p{L}[\\p{L}\\p{N}]{60}!", "(é|é)*x", "(漢|字|😀)*!",
        "((((((((((a*)*)*)*)*)*)*)*)*)*)*b", "(a?){20}a{20}X", "(a{0,10}){0,10}b",
        "^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}[a-z]{2,3}$",
        "(?:(?:(?:){1000}){1000}){1000}x", "(alpha|alphabet|alphabetical|beta|better|best)+$",
    ]

    @Test(arguments: patterns)
    func `is matched in one walk through the text`(_ source: String) throws {
        let pattern = try Pattern(source)
        for piece in ["a", "ab", "aX", "a b", "é", "漢😀", "0,"] {
            let text = String(repeating: piece, count: 500)
            let twice = String(repeating: piece, count: 1_000)
            // What matches goes on matching, unless it must end where the text ends.
            let matches = pattern.matches(text)
            #expect(source.hasSuffix("$") || !matches || pattern.matches(twice))
        }
    }

    /// Each of its thousands of places may take each of two thousand characters.
    private static let wide: String = {
        let characters = (0..<1_990).compactMap { Unicode.Scalar(0x4E00 + $0) }
        return "(?:.?){14000}" + String(String.UnicodeScalarView(characters))
    }()

    @Test(arguments: [
        "((a{1,100}){1,100}){1,100}", "(?:(?:(?:|){1000}){1000}){1000}x", "[a-z]{5000}X",
        "^(a{0,99}){0,99}b", "^a{99999999999999999999}$", "[ab]*a[ab]{500}$",
        wide,
    ])
    func `is refused with its limit when it comes to too much`(_ source: String) {
        let error = #expect(throws: PatternError.self) { try Pattern(source) }
        switch error {
        case .tooLarge, .tooComplex: break
        default: Issue.record("\(source): \(String(describing: error))")
        }
    }
}
