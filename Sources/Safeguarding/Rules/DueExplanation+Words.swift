// SPDX-License-Identifier: Apache-2.0

extension DueExplanation {
    /// The arithmetic in sentences that one can read aloud, one a line.
    package var sentences: [String] {
        [startSentence] + countingSentences + [dueSentence]
    }

    private var startSentence: String {
        let day = Self.words(London.date(at: start))
        let moment = London.rfc3339(at: start)
        return limit?.isBefore == true
            ? "It runs up to \(moment), which is \(day) in London."
            : "It starts at \(moment), which is \(day) in London; that day is day 0."
    }

    private var countingSentences: [String] {
        guard let limit else { return ["The message itself states when it is due."] }
        var sentences = ["The limit is: \(limit)."]
        if isFallback {
            sentences.append(
                "No school's calendar is at hand, so working days are counted for school days.")
        }
        if limit.countsWorkingDays {
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

    private var dueSentence: String {
        let isEndOfDay = due == London.endOfDay(lastDay)
        let last = isEndOfDay ? ", the end of \(Self.words(lastDay))" : ""
        return "It is late from \(London.rfc3339(at: due)) on\(last)."
    }

    private static func words(_ date: CalendarDate) -> String {
        "\(date.weekday.name) \(date)"
    }
}
