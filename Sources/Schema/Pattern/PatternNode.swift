// SPDX-License-Identifier: Apache-2.0

/// A regular expression, as its grammar reads it.
indirect enum PatternNode: Hashable, Sendable {
    /// Matches where it stands and takes nothing.
    case empty
    /// One code point of a set.
    case set(CodePointSet)
    /// One after another.
    case sequence([PatternNode])
    /// One of several.
    case alternatives([PatternNode])
    /// As often as is allowed, without end when `atMost` is nil.
    case repeated(PatternNode, atLeast: Int, atMost: Int?)
    /// Something about the place between two code points.
    case assertion(PatternAssertion)
}

/// ECMA-262 section 21.2.2.6: what can be said about a place without taking a code point.
enum PatternAssertion: Hashable, Sendable {
    /// `^`: nothing stands before.
    case start
    /// `$`: nothing stands after.
    case end
    /// `\b`: a word begins or ends.
    case wordBoundary
    /// `\B`: no word begins or ends.
    case noWordBoundary

    func holds(in place: PatternPlace) -> Bool {
        switch self {
        case .start: place.isStart
        case .end: place.isEnd
        case .wordBoundary: place.isAfterWord != place.isBeforeWord
        case .noWordBoundary: place.isAfterWord == place.isBeforeWord
        }
    }
}

/// What is known of a place between two code points.
struct PatternPlace {
    var isStart = false
    var isEnd = false
    /// Whether the code point before is one of `\w`.
    var isAfterWord = false
    /// Whether the code point after is one of `\w`.
    var isBeforeWord = false
}
