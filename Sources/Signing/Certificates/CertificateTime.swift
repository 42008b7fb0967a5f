// SPDX-License-Identifier: Apache-2.0

/// A time as certificates and revocation lists write it (RFC 5280 section 4.1.2.5).
struct CertificateTime: Sendable, Hashable {
    /// Seconds since 1970-01-01T00:00:00Z.
    let seconds: Int64
    /// Whether it is in the form that its year asks for: UTCTime through 2049, then GeneralizedTime.
    let isInRightForm: Bool

    /// Reads a time in UTC with seconds and without fractions; nil for anything else.
    init?(_ value: DERValue) {
        let digits = value.content.dropLast()
        let isShort = value.tag == DERTag.coordinatedTime
        guard isShort || value.tag == DERTag.generalizedTime,
            value.content.last == UInt8(ascii: "Z"), digits.count == (isShort ? 12 : 14),
            digits.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        var numbers = Array(digits).map { Int($0) - 0x30 }[...]
        func pop(_ count: Int) -> Int {
            defer { numbers = numbers.dropFirst(count) }
            return numbers.prefix(count).reduce(0) { $0 * 10 + $1 }
        }
        var year = pop(isShort ? 2 : 4)
        if isShort { year += year < 50 ? 2000 : 1900 }
        let (month, day, hour, minute, second) = (pop(2), pop(2), pop(2), pop(2), pop(2))
        guard (1...12).contains(month), day >= 1, day <= Self.days(of: month, in: year),
            hour < 24, minute < 60, second < 60
        else { return nil }
        seconds =
            Self.days(before: year, month, day) * 86_400
            + Int64(hour * 3600 + minute * 60 + second)
        isInRightForm = isShort == (1950..<2050).contains(year)
    }

    private static func days(of month: Int, in year: Int) -> Int {
        let isLeap =
            year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    /// The days from 1970-01-01 to a date of the Gregorian calendar, counted from March so that the
    /// leap day comes last.
    private static func days(before year: Int, _ month: Int, _ day: Int) -> Int64 {
        let marchYear = month <= 2 ? year - 1 : year
        let monthFromMarch = (month + 9) % 12
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        let leapDays = marchYear / 4 - marchYear / 100 + marchYear / 400
        return Int64(marchYear * 365 + leapDays + dayOfYear - 719_468)
    }
}
