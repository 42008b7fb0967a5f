// SPDX-License-Identifier: Apache-2.0

/// Which members or elements of a value have been evaluated, while somebody asks.
///
/// `unevaluatedProperties` and `unevaluatedItems` see what the other keywords of their schema
/// evaluated, and those of schemas that it applies to the same value; never what a schema around it
/// did, nor what one did that the value does not hold to (core section 7.7.1.1). So each schema
/// marks in a frame of its own, which is laid over the one around it when the value holds.
struct EvaluatedMarks {
    /// The frames, one after the other, a bit for each member or element.
    private var words: [UInt64] = []
    /// Where the frame of the schema at hand starts.
    private var start = 0
    /// Whether anybody asks about the value at hand.
    private(set) var isAsked = false

    /// Where marking stood, to go back to.
    struct Frame {
        fileprivate let start: Int
        fileprivate let end: Int
        /// Whether anybody asked.
        let isAsked: Bool
    }

    /// Begins a frame for a value of so many members or elements.
    mutating func open(count: Int) -> Frame {
        let former = Frame(start: start, end: words.count, isAsked: isAsked)
        start = words.count
        isAsked = true
        words.append(contentsOf: repeatElement(0, count: (count + 63) / 64))
        return former
    }

    /// Begins work on a value about which nobody asks.
    mutating func suspend() -> Frame {
        let former = Frame(start: start, end: words.count, isAsked: isAsked)
        isAsked = false
        return former
    }

    /// Goes back to a former frame; lays the marks over it when they are about the same value.
    mutating func close(_ former: Frame, laying: Bool) {
        if laying, isAsked {
            for offset in 0..<(words.count - former.end) {
                words[former.start + offset] |= words[former.end + offset]
            }
        }
        words.removeSubrange(former.end...)
        start = former.start
        isAsked = former.isAsked
    }

    /// Notes that the member or element of this number has been evaluated.
    mutating func mark(_ number: Int) {
        if isAsked { words[start + number / 64] |= 1 << UInt64(number % 64) }
    }

    /// Notes that the members or elements of these numbers have been evaluated.
    mutating func mark(_ numbers: Range<Int>) {
        guard isAsked else { return }
        for number in numbers { mark(number) }
    }

    /// Whether the member or element of this number has been evaluated.
    func isMarked(_ number: Int) -> Bool {
        isAsked && words[start + number / 64] & 1 << UInt64(number % 64) != 0
    }
}
