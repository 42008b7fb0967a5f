// SPDX-License-Identifier: Apache-2.0

import Wire

/// Bounds are compared as the ends of one interval, however each version writes them: a minor
/// version may relax them, and only a major one may tighten them.
extension SchemaComparison {
    /// One end of what is allowed, with the keywords that set it.
    private struct End {
        let keyword: String
        /// The keyword that sets it without allowing the number itself.
        var exclusive: String?
        let isUpper: Bool
        /// Whether it bounds a count, which is never below none.
        var isOfCount = true
    }

    private static let ends =
        [
            End(
                keyword: "minimum", exclusive: "exclusiveMinimum", isUpper: false,
                isOfCount: false),
            End(
                keyword: "maximum", exclusive: "exclusiveMaximum", isUpper: true,
                isOfCount: false),
        ]
        + ["minLength", "minItems", "minProperties"].map { End(keyword: $0, isUpper: false) }
        + ["maxLength", "maxItems", "maxProperties"].map { End(keyword: $0, isUpper: true) }

    /// How many elements must meet `contains`: one where nothing is said.
    private static let matches = [
        End(keyword: "minContains", isUpper: false, isOfCount: false),
        End(keyword: "maxContains", isUpper: true),
    ]

    /// Where an end lies: at a number, which itself is allowed or not.
    private struct Limit: Equatable {
        let keyword: String
        let number: ExactNumber
        var isExclusive = false

        func isStricter(than other: Limit, at end: End) -> Bool {
            guard number != other.number else { return isExclusive && !other.isExclusive }
            return end.isUpper ? number < other.number : other.number < number
        }
    }

    mutating func compareBounds(_ old: SchemaFacets, _ new: SchemaFacets) {
        for end in Self.ends { compare(end, Self.limit(end, old), Self.limit(end, new)) }
        // Where only one has `contains`, that is said, and how often it must be met adds nothing.
        guard !old.one("contains").isEmpty, !new.one("contains").isEmpty else { return }
        for end in Self.matches {
            let unsaid = end.isUpper ? nil : Self.once
            compare(end, Self.limit(end, old) ?? unsaid, Self.limit(end, new) ?? unsaid)
        }
    }

    private static let once = Limit(
        keyword: "minContains", number: ExactNumber(text: Array("1".utf8)[...]))

    private mutating func compare(_ end: End, _ old: Limit?, _ new: Limit?) {
        switch (old, new) {
        case (nil, nil): return
        case (nil, let new?):
            note(.breaks, "“\(new.keyword)” is new; older messages need not keep to it")
        case (let old?, nil):
            note(.cautions, "“\(old.keyword)” is gone; the old version still asks it")
        case (let old?, let new?):
            if new.isStricter(than: old, at: end) {
                note(.breaks, "“\(new.keyword)” is tighter; older messages need not keep to it")
            } else if old.isStricter(than: new, at: end) {
                note(
                    .cautions,
                    "“\(new.keyword)” is relaxed; the old version refuses what lies beyond its own")
            }
        }
    }

    /// The strictest limit that is set; nil when nothing is bounded.
    private static func limit(_ end: End, _ facets: SchemaFacets) -> Limit? {
        let inclusive = facets.numbers(end.keyword).map { Limit(keyword: end.keyword, number: $0) }
        let exclusive = end.exclusive.map { keyword in
            facets.numbers(keyword).map {
                Limit(keyword: keyword, number: $0, isExclusive: true)
            }
        }
        let found = (inclusive + (exclusive ?? [])).reduce(nil as Limit?) { strictest, limit in
            strictest.map { limit.isStricter(than: $0, at: end) ? limit : $0 } ?? limit
        }
        // A count is never below none: that bounds nothing.
        guard end.isOfCount, !end.isUpper else { return found }
        return found.flatMap { $0.number.digits.isEmpty ? nil : $0 }
    }
}
