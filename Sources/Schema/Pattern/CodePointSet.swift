// SPDX-License-Identifier: Apache-2.0

/// A set of code points, as ranges in order that neither overlap nor touch.
struct CodePointSet: Hashable, Sendable {
    /// The ranges.
    let ranges: [ClosedRange<UInt32>]

    /// The last code point of Unicode.
    static let last: UInt32 = 0x10_FFFF
    static let empty = CodePointSet(sorted: [])
    static let everything = CodePointSet(sorted: [0...last])

    /// The set of ranges in any order.
    init(_ ranges: [ClosedRange<UInt32>]) {
        var merged: [ClosedRange<UInt32>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound + 1 {
                let end = max(last.upperBound, range.upperBound)
                merged[merged.count - 1] = last.lowerBound...end
            } else {
                merged.append(range)
            }
        }
        self.ranges = merged
    }

    /// The set of one code point.
    init(_ codePoint: UInt32) { ranges = [codePoint...codePoint] }

    /// The set of ranges that are in order and apart already.
    init(sorted ranges: [ClosedRange<UInt32>]) { self.ranges = ranges }

    /// All that is not in the set.
    var inverted: CodePointSet {
        var gaps: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges {
            if range.lowerBound > next { gaps.append(next...(range.lowerBound - 1)) }
            next = range.upperBound + 1
        }
        if next <= Self.last { gaps.append(next...Self.last) }
        return CodePointSet(sorted: gaps)
    }

    func contains(_ codePoint: UInt32) -> Bool {
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < codePoint { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].lowerBound <= codePoint
    }
}

extension CodePointSet {
    /// ECMA-262 section 21.2.2.12: `\d`.
    static let digits = CodePointSet([0x30...0x39])
    /// ECMA-262 section 21.2.2.6.2: `\w`, without the flag `i`.
    static let word = CodePointSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    /// ECMA-262 section 11.3: what ends a line, which `.` does not match.
    static let lineTerminators = CodePointSet([0x0A...0x0A, 0x0D...0x0D, 0x2028...0x2029])
    /// ECMA-262 sections 11.2 and 11.3: `\s`, white space and what ends a line.
    static let space = CodePointSet([
        0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A,
        0x2028...0x2029, 0x202F...0x202F, 0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF,
    ])
}
