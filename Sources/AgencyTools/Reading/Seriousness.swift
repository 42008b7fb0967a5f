// SPDX-License-Identifier: Apache-2.0

import Wire

/// The order in which missed handoffs are read: the most serious first, and of those alike the one
/// that has been due longest.
enum Seriousness {
    /// Sorts misses; those that are alike in everything keep the order in which they came.
    static func sorted(_ misses: [JSONNode]) -> [JSONNode] {
        misses.enumerated().map { (rank: rank(of: $1), place: $0, miss: $1) }
            .sorted { left, right in
                if left.rank != right.rank {
                    return left.rank.lexicographicallyPrecedes(right.rank)
                }
                let (first, second) = (left.miss.text("due") ?? "", right.miss.text("due") ?? "")
                return (first, left.place) < (second, right.place)
            }.map(\.miss)
    }

    /// The lower, the more serious: urgency, then grade, then how early in a case's way the break is.
    private static func rank(of miss: JSONNode) -> [Int] {
        [
            place(of: miss.text("urgency"), in: ["immediate", "urgent", "routine"]),
            place(of: miss.text("grade"), in: ["red", "amber", "green"]),
            miss.text("break_point").flatMap { Int($0.dropFirst()) } ?? .max,
        ]
    }

    private static func place(of code: String?, in codes: [String]) -> Int {
        code.flatMap(codes.firstIndex) ?? codes.count
    }
}
