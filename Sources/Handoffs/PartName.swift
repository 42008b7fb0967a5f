// SPDX-License-Identifier: Apache-2.0

/// The name of a handoff or an expectation: the entry that opened it, and its part in that entry.
///
/// With the log's origin before it, `<origin>/<index>.<part>`, it is unique for ever
/// (interfaces.md section 6).
package struct PartName: Sendable, Hashable, Comparable {
    /// The index of the entry in the log.
    package let entry: Int64
    /// The number of the part within the entry.
    package let part: Int

    /// Names a part of an entry.
    package init(entry: Int64, part: Int) {
        self.entry = entry
        self.part = part
    }

    /// Reads a name as `text(origin:)` writes it; nil when it is none of that origin.
    package init?(_ text: String, origin: String) {
        guard text.hasPrefix(origin + "/") else { return nil }
        let numbers = text.dropFirst(origin.count + 1).split(
            separator: ".", omittingEmptySubsequences: false)
        guard numbers.count == 2, let entry = Int64(numbers[0]), let part = Int(numbers[1]),
            entry >= 0, part >= 0, String(entry) == numbers[0], String(part) == numbers[1]
        else { return nil }
        self.init(entry: entry, part: part)
    }

    /// The name as it stands in facts, parts and answers.
    package func text(origin: String) -> String { "\(origin)/\(entry).\(part)" }

    /// By entry, then by part.
    package static func < (left: PartName, right: PartName) -> Bool {
        (left.entry, left.part) < (right.entry, right.part)
    }
}
