// SPDX-License-Identifier: Apache-2.0

// ECMA-262 section 21.2.1, CharacterClass and what it is made of.
extension PatternParser {
    /// What follows the opening bracket, up to the closing one.
    mutating func characterClass(from start: Int) throws(PatternError) -> CodePointSet {
        let isInverted = take("^")
        var ranges: [ClosedRange<UInt32>] = []
        while !take("]") {
            guard next != nil else { throw fault(.unclosedClass, at: start) }
            let position = index
            let first = try classAtom()
            guard let last = try rangeEnd() else {
                ranges += first.ranges
                continue
            }
            guard let low = first.single, let high = last.single else {
                throw fault(.rangeOfClass, at: position)
            }
            guard low <= high else { throw fault(.rangeBackwards, at: position) }
            ranges.append(low...high)
        }
        return set {
            let set = CodePointSet(ranges)
            return isInverted ? set.inverted : set
        }
    }

    /// What follows a hyphen that makes a range; nil when the next hyphen does not.
    private mutating func rangeEnd() throws(PatternError) -> ClassAtom? {
        let hyphen = index
        guard take("-") else { return nil }
        if next == "]" || next == nil {
            rewind(to: hyphen)
            return nil
        }
        return try classAtom()
    }

    private mutating func classAtom() throws(PatternError) -> ClassAtom {
        let start = index
        guard take("\\") else {
            return ClassAtom(single: advance()?.value ?? 0)
        }
        if take("b") { return ClassAtom(single: 0x08) }
        if take("-") { return ClassAtom(single: 0x2D) }
        if let set = try classEscape(from: start) {
            return ClassAtom(single: nil, ranges: set.ranges)
        }
        return ClassAtom(single: try characterEscape(from: start))
    }

    /// One code point, or a set that cannot begin or end a range.
    private struct ClassAtom {
        let single: UInt32?
        let ranges: [ClosedRange<UInt32>]

        init(single: UInt32) {
            self.single = single
            ranges = [single...single]
        }

        init(single: UInt32?, ranges: [ClosedRange<UInt32>]) {
            self.single = single
            self.ranges = ranges
        }
    }
}
