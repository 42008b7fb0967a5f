// SPDX-License-Identifier: Apache-2.0

/// One day of a walk through the calendar that knows nothing of the product's arithmetic.
struct NaiveDay {
    var year: Int
    var month: Int
    var day: Int
    /// 0 is Monday.
    var weekday: Int
    /// Whether London's midnight at the start of the day is an hour before UTC's.
    var isSummer = false
    /// Days since 1970-01-01.
    var number: Int

    var text: String { "\(year)-\(two(month))-\(two(day))" }
    /// Milliseconds of London's midnight at the start of the day.
    var midnight: Int64 { Int64(number) * 86_400_000 - (isSummer ? 3_600_000 : 0) }

    private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// Every day from 1 January 2017 to the end of 2031, one after the other.
    static let walk: [NaiveDay] = {
        // 1 January 2017 was a Sunday, 17,167 days after 1 January 1970.
        var today = NaiveDay(year: 2017, month: 1, day: 1, weekday: 6, number: 17_167)
        var days: [NaiveDay] = []
        while today.year < 2032 {
            days.append(today)
            today = today.tomorrow
        }
        return days
    }()

    private var tomorrow: NaiveDay {
        var next = self
        next.number += 1
        next.weekday = (weekday + 1) % 7
        let isLeap = year % 4 == 0
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        // The last Sunday of March and of October are those from the 25th on.
        if weekday == 6, day >= 25, month == 3 { next.isSummer = true }
        if weekday == 6, day >= 25, month == 10 { next.isSummer = false }
        next.day += 1
        if next.day > lengths[month - 1] {
            next.day = 1
            next.month += 1
        }
        if next.month > 12 {
            next.month = 1
            next.year += 1
        }
        return next
    }
}

/// Due times found by walking from day to day, with the holidays and terms as the files list them.
struct NaiveCalendar {
    /// For each day of the walk, whether people work on it.
    let working: [Bool]
    /// For each day of the walk, whether there are lessons on it.
    let school: [Bool]
    /// For each day of the walk, whether the years that the files cover hold it.
    let covered: [Bool]

    init(holidays: Set<String>, terms: [(from: String, until: String)], closed: Set<String>) {
        working = NaiveDay.walk.map { $0.weekday < 5 && !holidays.contains($0.text) }
        school = zip(NaiveDay.walk, working).map { day, isWorking in
            let text = day.text
            return isWorking && !closed.contains(text)
                && terms.contains { $0.from <= text && text <= $0.until }
        }
        covered = NaiveDay.walk.map { (2019...2028).contains($0.year) }
    }

    /// The position of the Nth day after (or, by a step of -1, before) one that counts, nil where
    /// the walk leaves the years covered.
    func walk(_ count: Int, from position: Int, by step: Int = 1, on counts: [Bool]) -> Int? {
        var left = count
        var now = position
        while left > 0 {
            now += step
            if !covered[now] { return nil }
            if counts[now] { left -= 1 }
        }
        return now
    }

    /// The position of the first day of each month, by year and month.
    private static let firsts = Dictionary(
        uniqueKeysWithValues: NaiveDay.walk.enumerated().filter { $0.element.day == 1 }.map {
            ($0.element.year * 12 + $0.element.month, $0.offset)
        })

    /// The position of the same day of a later month, or of the last before it that there is.
    func months(_ count: Int, from position: Int) -> Int {
        let start = NaiveDay.walk[position]
        let month = (start.month - 1 + count) % 12 + 1
        let year = start.year + (start.month - 1 + count) / 12
        var best = position
        for now in Self.firsts[year * 12 + month, default: position]... {
            let day = NaiveDay.walk[now]
            if day.month != month { break }
            if day.day <= start.day { best = now }
        }
        return best
    }
}
