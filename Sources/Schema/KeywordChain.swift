// SPDX-License-Identifier: Apache-2.0

import Wire

/// The keywords of one schema, each with those that come after it.
///
/// A chain of objects that never change, since what stands in one is used where it stands: out of an
/// array each keyword would be copied, and with it all that it holds counted up and down again, which
/// took longer than the keyword itself.
final class KeywordChain: Sendable {
    /// The keyword.
    let keyword: any Keyword
    private let next: KeywordChain?

    private init(_ keyword: any Keyword, _ next: KeywordChain?) {
        self.keyword = keyword
        self.next = next
    }

    /// The chain of some keywords, in their order; nil of none.
    static func of(_ keywords: [any Keyword]) -> KeywordChain? {
        keywords.reversed().reduce(nil) { KeywordChain($1, $0) }
    }

    /// Whether a value holds to all of them; stops at the first that it does not hold to, unless all
    /// that is wrong is collected.
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        let isGood = keyword.holds(at: position, &validation)
        guard isGood || validation.isCollecting else { return false }
        guard let next else { return isGood }
        return next.holds(at: position, &validation) && isGood
    }
}
