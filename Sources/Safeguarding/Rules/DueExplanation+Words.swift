// SPDX-License-Identifier: Apache-2.0

extension DueExplanation {
    /// The arithmetic in sentences that one can read aloud, one a line.
    package var sentences: [String] { sentences(isMoved: false) }

    /// The arithmetic of an expectation whose clock was stopped, so that it is due at another time, or not
    /// as long as that stands still.
    package func sentences(isMoved: Bool) -> [String] {
        [startSentence] + countingSentences + [dueSentence(isMoved)]
    }

    private var startSentence: String {
        let day = Self.words(London.date(at: start))
        let moment = London.rfc3339(at: start)
        if limit?.isBefore == true {
            return "It runs up to \(moment), which is \(day) in London."
        }
        let isToday = limit?.timeOfDay != nil && London.date(at: due) == London.date(at: start)
        return "It starts at \(moment), which is \(day) in London; "
            + (isToday
                ? "the time of day was still to come on that day, which counts."
                : "that day is day 0.")
    }

    private var countingSentences: [String] {
        guard let limit else { return ["The message itself states when it is due."] }
        var sentences = ["The limit is: \(limit)."]
        if isFallback {
            sentences.append(
                "No school's calendar is at hand, so working days are counted for school days.")
        }
        if limit.countsWorkingDays, London.date(at: due) != London.date(at: start) {
            var calendars = calendar
            if limit.countsSchoolDays, let school { calendars += " and \(school)" }
            let days = uncounted.map { "\(Self.words($0.date)) (\($0.reason))" }
            sentences.append(
                days.isEmpty
                    ? "By calendar \(calendars) every day between counts."
                    : "By calendar \(calendars) these days do not count: "
                        + days.joined(separator: ", ") + ".")
        }
        return sentences
    }

    private func dueSentence(_ isMoved: Bool) -> String {
        let isEndOfDay = due == London.endOfDay(lastDay)
        let last = isEndOfDay ? ", the end of \(Self.words(lastDay))" : ""
        let late = isMoved ? "Had its clock not been stopped, it would be late" : "It is late"
        return "\(late) from \(London.rfc3339(at: due)) on\(last)."
    }

    private static func words(_ date: CalendarDate) -> String {
        "\(date.weekday.name) \(date)"
    }
}
