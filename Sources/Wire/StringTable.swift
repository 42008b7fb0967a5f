// SPDX-License-Identifier: Apache-2.0

/// Strings to find by their UTF-8 bytes: member names, coded values.
///
/// Sorted by length, since few of a schema's names share one: most look-ups compare once. There is
/// no hash, so nothing to attack it with.
package struct StringTable: Sendable {
    private var bytes: [UInt8] = []
    /// Where each string starts in `bytes`, shortest string first.
    private var starts: [Int] = []
    /// Which of the given strings each one is.
    private var numbers: [Int] = []
    /// For each length the first string that has it or more.
    private var firstOfLength: [Int] = []

    /// A table of different strings; each is known by its number in the given order.
    package init(_ strings: [String]) {
        let sorted = strings.enumerated().sorted { $0.element.utf8.count < $1.element.utf8.count }
        for (number, string) in sorted {
            while firstOfLength.count <= string.utf8.count { firstOfLength.append(starts.count) }
            starts.append(bytes.count)
            numbers.append(number)
            bytes.append(contentsOf: string.utf8)
        }
        firstOfLength.append(starts.count)
    }

    /// Which of the strings has exactly these UTF-8 bytes.
    package func number(of text: ArraySlice<UInt8>) -> Int? {
        text.withUnsafeBufferPointer { number(of: $0) }
    }

    /// Which of the strings has exactly the UTF-8 bytes that are lent.
    func number(of text: UnsafeBufferPointer<UInt8>) -> Int? {
        guard text.count + 1 < firstOfLength.count else { return nil }
        return bytes.withUnsafeBufferPointer { all in
            for index in firstOfLength[text.count]..<firstOfLength[text.count + 1] {
                if text.isSame(as: all, at: starts[index]) { return numbers[index] }
            }
            return nil
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether these bytes stand in others at an offset, which must hold as many.
    func isSame(as others: UnsafeBufferPointer<UInt8>, at offset: Int) -> Bool {
        for index in indices where self[index] != others[offset + index] { return false }
        return true
    }
}
