// SPDX-License-Identifier: Apache-2.0

/// What a reader of published tables can work out of the counts that are hidden in them.
///
/// Each hidden count lies between two bounds: from 1 to one less than the number where the table says
/// so, anything otherwise. Each sum narrows the bounds of its members by those of the others, over and
/// over, until nothing changes.
struct Reckoner {
    private let number: Int
    private var known: [Suppression.Place: ClosedRange<Int>] = [:]

    /// More than any count; a thousand of them are still far from the largest integer.
    private static let most = 1 << 40
    /// How often the sums are gone through: bounds that creep by one would take as long as they are wide.
    private static let mostRounds = 32

    /// Knows nothing yet but below what number counts are hidden.
    init(below number: Int) { self.number = number }

    /// Sees a cell, which is or was the given count.
    mutating func see(_ place: Suppression.Place, _ cell: Answer.Cell, _ count: Int) {
        known[place] =
            switch cell {
            case .under: 1...max(1, number - 1)
            case .concealed: 0...Self.most
            default: count...count
            }
    }

    /// The sums that tell what is hidden: a count of which one value is left, or that a small number is
    /// left of the whole.
    mutating func telling(_ sums: [Suppression.Sum]) -> [Suppression.Sum] {
        let hidden = Set(known.filter { $0.value.lowerBound < $0.value.upperBound }.keys)
        var telling = sums.indices.filter { tellsSmallRest(sums[$0]) }
        for _ in 0..<Self.mostRounds {
            let before = known
            for place in sums.indices where narrow(by: sums[place], hidden) {
                telling.append(place)
            }
            guard known != before else { break }
        }
        return Set(telling).sorted().map { sums[$0] }
    }

    private func bounds(_ places: [Suppression.Place]) -> (least: Int, most: Int) {
        places.reduce((0, 0)) { sum, place in
            let bounds = known[place] ?? 0...0
            return (sum.0 + bounds.lowerBound, sum.1 + bounds.upperBound)
        }
    }

    /// Whether what is left of the wholes beside the parts is known, and small.
    private func tellsSmallRest(_ sum: Suppression.Sum) -> Bool {
        let (wholes, parts) = (bounds(sum.wholes), bounds(sum.parts))
        return !sum.isExact && wholes.least - parts.most == wholes.most - parts.least
            && (1..<number).contains(wholes.least - parts.least)
    }

    /// Narrows the bounds of a sum's members by each other; whether one value is left of one that is
    /// hidden.
    private mutating func narrow(
        by sum: Suppression.Sum, _ hidden: Set<Suppression.Place>
    ) -> Bool {
        let (wholes, parts) = (bounds(sum.wholes), bounds(sum.parts))
        // Wholes less parts is the rest: nothing, or anything that is not negative.
        let (least, most) = (wholes.least - parts.most, wholes.most - parts.least)
        let rest = sum.isExact ? 0 : Self.most
        var isTold = false
        for place in sum.wholes where hidden.contains(place) {
            guard let own = known[place] else { continue }
            let range = (own.upperBound - most, rest - least + own.lowerBound)
            isTold = narrow(place, own, range) || isTold
        }
        for place in sum.parts where hidden.contains(place) {
            guard let own = known[place] else { continue }
            let range = (least - rest + own.upperBound, most + own.lowerBound)
            isTold = narrow(place, own, range) || isTold
        }
        return isTold
    }

    /// Narrows the bounds of one count; whether that leaves one value of several.
    private mutating func narrow(
        _ place: Suppression.Place, _ own: ClosedRange<Int>, _ range: (Int, Int)
    ) -> Bool {
        let (least, most) = (max(own.lowerBound, range.0), min(own.upperBound, range.1))
        guard least <= most, least...most != own else { return false }
        known[place] = least...most
        return least == most
    }
}
