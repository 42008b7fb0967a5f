// SPDX-License-Identifier: Apache-2.0

/// Some of a document's values, by their indexes.
///
/// A bit for each: to ask for one costs the same however many there are, and a document chooses both.
struct PositionSet: Equatable {
    private var words: [UInt64] = []

    /// Adds a part of the document, which is a value with all that stands in it.
    mutating func insert(_ part: Range<UInt32>) {
        let last = Int(part.upperBound) / 64
        if words.count <= last {
            words += repeatElement(0, count: last + 1 - words.count)
        }
        for index in part { words[Int(index) / 64] |= 1 << UInt64(index % 64) }
    }

    /// Whether a value is one of them.
    func contains(_ index: UInt32) -> Bool {
        let word = Int(index) / 64
        return word < words.count && words[word] & 1 << UInt64(index % 64) != 0
    }
}
