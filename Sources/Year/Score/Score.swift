// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
package import Wire

/// What was found, held against what was put in.
package struct Score: Sendable {
    /// The figures of each break point that was put in or found, in the order of their numbers.
    package let breakPoints: [(breakPoint: BreakPoint, figures: Figures)]
    /// The figures of all together.
    package let all: Figures

    /// How much of what was put in was found, and how much of what was found was put in.
    package struct Figures: Sendable, Hashable {
        /// How many misses were put in.
        package let injected: Int
        /// How many were found.
        package let found: Int
        /// How many of those found were put in, the same in every member of their lines.
        package let truePositives: Int

        /// Names the figures.
        init(injected: Int, found: Int, truePositives: Int) {
            self.injected = injected
            self.found = found
            self.truePositives = truePositives
        }

        /// The share of what was found that was put in; 1 where nothing was found.
        package var precision: Double { found == 0 ? 1 : Double(truePositives) / Double(found) }

        /// The share of what was put in that was found; 1 where nothing was put in.
        package var recall: Double {
            injected == 0 ? 1 : Double(truePositives) / Double(injected)
        }
    }

    /// Holds what was found against what was put in.
    package init(truth: [KnownMiss], found: [KnownMiss]) {
        breakPoints = BreakPoint.allCases.compactMap { breakPoint in
            let (injected, seen) = (
                truth.filter { $0.breakPoint == breakPoint },
                found.filter { $0.breakPoint == breakPoint }
            )
            guard !injected.isEmpty || !seen.isEmpty else { return nil }
            return (breakPoint, Figures(injected, seen))
        }
        all = Figures(truth, found)
    }

    /// Whether everything that was put in was found, and nothing else.
    package var isPerfect: Bool { all.precision == 1 && all.recall == 1 }

    /// The content of `score.json`.
    package var json: JSONValue {
        [
            "all": all.json,
            "break_points": .object(
                breakPoints.map { JSONMember($0.breakPoint.code, $0.figures.json) }),
        ]
    }
}

extension Score.Figures {
    init(_ truth: [KnownMiss], _ found: [KnownMiss]) {
        self.init(
            injected: truth.count, found: found.count,
            truePositives: Set(truth).intersection(found).count)
    }

    var json: JSONValue {
        [
            "injected": .integer(Int64(injected)), "found": .integer(Int64(found)),
            "true_positives": .integer(Int64(truePositives)), "precision": .number(precision),
            "recall": .number(recall),
        ]
    }
}
