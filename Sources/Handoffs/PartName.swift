// SPDX-License-Identifier: Apache-2.0

package import TransparencyLog

/// The name of a handoff or an expectation: the entry that opened it, and its part in that entry.
///
/// With the log's origin before it, `<origin>/<index>.<part>`, it is unique for ever
/// (interfaces.md section 6).
package struct PartName: Sendable, Hashable, Comparable {
    /// The most parts that an entry may have, so that a name is one number where it is stored.
    package static let mostParts = 1 << 16
    /// The highest index of an entry that may be named.
    private static let lastEntry = Int64.max / Int64(mostParts)

    /// The index of the entry in the log.
    package let entry: Int64
    /// The number of the part within the entry.
    package let part: Int

    /// Names a part of an entry.
    package init(entry: Int64, part: Int) {
        self.entry = entry
        self.part = part
    }

    /// Reads a name that the log itself wrote, under its origin or one that it went on under; nil when
    /// it is none.
    package init?(_ text: String, origin base: String) {
        guard let slash = text.lastIndex(of: "/"),
            LogOrigin.number(of: text[..<slash], base: base) != nil
        else { return nil }
        let numbers = text[text.index(after: slash)...].split(
            separator: ".", omittingEmptySubsequences: false)
        guard numbers.count == 2, let entry = Int64(numbers[0]), let part = Int(numbers[1]),
            (0...Self.lastEntry).contains(entry), (0..<Self.mostParts).contains(part),
            String(entry) == numbers[0], String(part) == numbers[1]
        else { return nil }
        self.init(entry: entry, part: part)
    }

    /// Reads a name that somebody gives; nil when it is none of this history, which may have lost what
    /// the name was of.
    package init?(_ text: String, in origin: LogOrigin) {
        self.init(text, origin: origin.base)
        guard self.text(origin: origin) == text else { return nil }
    }

    /// The name as it stands in facts, parts and answers.
    package func text(origin: LogOrigin) -> String { "\(origin.text(at: entry))/\(entry).\(part)" }

    /// By entry, then by part.
    package static func < (left: PartName, right: PartName) -> Bool {
        (left.entry, left.part) < (right.entry, right.part)
    }
}
