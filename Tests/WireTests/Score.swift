// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Testing
import Wire

/// How many cases of a file came out right.
struct Score {
    private(set) var right = 0
    private(set) var cases = 0
    private(set) var leftOut = 0

    mutating func count(_ isRight: Bool, _ what: String) {
        cases += 1
        right += isRight ? 1 : 0
        if !isRight { Issue.record("\(what) came out wrong") }
    }

    mutating func leaveOut() { leftOut += 1 }

    func report(_ path: String, leftOut reason: String) {
        guard cases + leftOut > 0 else { return }
        Vectors.report(path, right: right, of: cases)
        Vectors.reportLeftOut(path, leftOut, because: reason)
        #expect(right == cases, "\(path)")
    }
}

extension JSONLimits {
    /// Limits that no vector reaches, except by nesting without end.
    static let wide = JSONLimits(
        bytes: longest, depth: deepest, nodes: 10_000_000, stringBytes: longest,
        numberBytes: longest)
    /// The same, with numbers that a binary64 cannot hold.
    static let wideWithAnyNumber = JSONLimits(
        bytes: longest, depth: deepest, nodes: 10_000_000, stringBytes: longest,
        numberBytes: longest, numbers: .any)
}
