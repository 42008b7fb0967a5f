// SPDX-License-Identifier: Apache-2.0

/// The name of a log, and the names under which it went on after gaps that an operator accepted.
///
/// After a gap the entries that were lost have indices that later entries have again, so the log goes
/// on under another origin: `<base>/2`, then `/3`. What was named before the gap keeps its name.
package struct LogOrigin: Sendable, Hashable {
    /// The origin that the configuration names.
    package let base: String
    /// The gaps in this history, in order.
    package private(set) var gaps: [Gap] = []

    /// A gap after which the log went on.
    package struct Gap: Sendable, Hashable {
        /// The number of the origin from there on, at least 2.
        package let number: Int
        /// The index of the first entry under it, which commits to the gap.
        package let first: Int64
    }

    /// A log without a gap.
    package init(_ base: String) { self.base = base }

    /// Reads what `kept` wrote; nil when it is nothing of the kind.
    package init?(kept: String) {
        let lines = kept.split(separator: "\n", omittingEmptySubsequences: false)
        self.init(String(lines[0]))
        for line in lines.dropFirst() {
            let words = line.split(separator: " ", omittingEmptySubsequences: false)
            guard words.count == 2, let number = Int(words[0]), let first = Int64(words[1]),
                number > self.number, first >= (gaps.last?.first ?? -1) + 1
            else { return nil }
            gaps.append(Gap(number: number, first: first))
        }
    }

    /// All of it as one text, for a store.
    package var kept: String {
        ([base] + gaps.map { "\($0.number) \($0.first)" }).joined(separator: "\n")
    }

    /// The number of the origin in force: 1 without a gap.
    package var number: Int { gaps.last?.number ?? 1 }

    /// The origin in force.
    package var current: String { Self.text(base, number) }

    /// Goes on under another number.
    ///
    /// - Parameter first: the index of the first entry under it.
    package mutating func goOn(as number: Int, from first: Int64) {
        precondition(number > self.number, "an origin is used for one history alone")
        gaps.append(Gap(number: number, first: first))
    }

    /// The origin under which an entry was written.
    package func text(at entry: Int64) -> String {
        Self.text(base, gaps.last { $0.first <= entry }?.number ?? 1)
    }

    /// The number that an origin has among those of a base; nil when it is none of them.
    package static func number(of origin: some StringProtocol, base: String) -> Int? {
        if origin == base { return 1 }
        guard origin.hasPrefix(base + "/"), let number = Int(origin.dropFirst(base.count + 1)),
            number > 1, text(base, number) == origin
        else { return nil }
        return number
    }

    /// The origin of a number.
    package static func text(_ base: String, _ number: Int) -> String {
        number == 1 ? base : "\(base)/\(number)"
    }
}
