// SPDX-License-Identifier: Apache-2.0

import Safeguarding

/// Missing episodes here held against those that another system returned.
///
/// Two are the same when they are one child's and began on the same day or on days next to each other,
/// since a child who went missing before midnight may be reported after it. Each is matched once, with
/// the one that began nearest.
struct EpisodeComparison {
    /// What came of it, the lines of the file first.
    private(set) var lines: [Line] = []
    /// How many lines of the file began outside the period.
    private(set) var outside = 0
    /// How many episodes here are of children without an identifier, which cannot be matched.
    private(set) var unnamed = 0

    /// An episode here.
    struct Here: Sendable {
        /// The place in the answer's own order.
        let thread: ThreadID
        /// The child's keyed name; nil without an identifier.
        let person: Int?
        let reportedAt: Instant
        let foundAt: Instant?

        var day: Int { London.date(at: reportedAt).dayNumber }
    }

    /// An episode of one of both, or of both.
    struct Line: Sendable {
        let there: ReturnedEpisodes.Episode?
        let here: Here?

        /// What both do not say alike.
        var difference: String? {
            guard let there, let here else { return nil }
            let ends = (here.foundAt.map { London.date(at: $0).dayNumber }, there.end?.dayNumber)
            let isEndAlike =
                switch ends {
                case (nil, nil): true
                case (let here?, let there?): abs(here - there) <= EpisodeComparison.tolerance
                default: false
                }
            return isEndAlike ? nil : "end"
        }
    }

    /// By how many days the two may differ.
    static let tolerance = 1

    /// Compares what began in a period.
    ///
    /// - Parameter person: the number of the person of a keyed name; nil when nobody here has it.
    init(
        _ returned: ReturnedEpisodes, with here: [Here], during period: Range<Instant>,
        person: ([UInt8]) -> Int?
    ) {
        var rest = here.filter { period.contains($0.reportedAt) }
        unnamed = rest.count { $0.person == nil }
        for episode in returned.episodes {
            guard period.overlaps(London.day(episode.start)) else {
                outside += 1
                continue
            }
            let child = episode.child.lazy.compactMap(person).first
            let candidates = rest.indices.filter {
                child != nil && rest[$0].person == child
                    && abs(rest[$0].day - episode.start.dayNumber) <= Self.tolerance
            }
            let nearest = candidates.min {
                abs(rest[$0].day - episode.start.dayNumber)
                    < abs(rest[$1].day - episode.start.dayNumber)
            }
            lines.append(Line(there: episode, here: nearest.map { rest.remove(at: $0) }))
        }
        lines += rest.map { Line(there: nil, here: $0) }
    }
}

extension London {
    /// The instants of a day.
    fileprivate static func day(_ date: CalendarDate) -> Range<Instant> {
        startOfDay(date)..<startOfDay(CalendarDate(dayNumber: date.dayNumber + 1))
    }
}
