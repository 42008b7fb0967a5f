// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

/// A child as a message describes it, in the codes of Annex A.
struct AnnexAChild: Sendable {
    /// The council's own number for the child; empty when the message gives none.
    var number = ""
    var gender = ""
    var ethnicity = ""
    var birth: CalendarDate?
    var disability = ""

    /// A child of whom nothing is known.
    init() {}

    /// Reads a subject of a payload.
    init(_ subject: JSONNode) {
        number =
            subject["identifiers"]?.elements
            .first { $0["system"]?.string == "https://w3id.org/baton/id/la-child-id" }?["value"]?
            .string ?? ""
        gender = Self.genders[subject["sex"]?.string ?? ""] ?? ""
        ethnicity = subject["ethnicity"]?.string.map(Self.ethnicity) ?? ""
        birth = (subject["date_of_birth"]?["date"]?.string).flatMap { try? CalendarDate($0) }
        let disabilities = subject["disabilities"]?.elements.compactMap(\.string) ?? []
        if !disabilities.isEmpty { disability = disabilities == ["NONE"] ? "b) No" : "a) Yes" }
    }

    /// The first cells of each list, the age as on a day.
    func cells(on day: CalendarDate) -> [String] {
        [
            number, gender, ethnicity, birth.map(Self.words) ?? "",
            birth.map { "\(Self.age(from: $0, on: day))" } ?? "",
        ]
    }

    /// A date as the template wants it: dd/mm/yyyy.
    static func words(_ date: CalendarDate) -> String {
        let parts = "\(date)".split(separator: "-").reversed()
        return parts.joined(separator: "/")
    }

    private static func age(from birth: CalendarDate, on day: CalendarDate) -> Int {
        let hadBirthday = (day.month, day.day) >= (birth.month, birth.day)
        return max(0, day.year - birth.year - (hadBirthday ? 0 : 1))
    }

    private static let genders = [
        "M": "a) Male", "F": "b) Female", "U": "c) Not stated/recorded",
    ]

    /// The codes of the census in the order of the template, which puts two under one letter.
    private static func ethnicity(_ code: String) -> String {
        if code == "NOBT" { return "s) NOBT" }
        guard let place = ethnicities.firstIndex(of: code) else { return "" }
        return "\(letter(place)) \(code)"
    }

    private static let ethnicities = [
        "WBRI", "WIRI", "WIRT", "WOTH", "WROM", "MWBC", "MWBA", "MWAS", "MOTH", "AIND", "APKN",
        "ABAN", "AOTH", "BCRB", "BAFR", "BOTH", "CHNE", "OOTH", "REFU",
    ]

    /// Who was worried first, as the template has it; empty for 5D, which it does not know.
    static func source(_ code: String) -> String {
        guard let place = sources.firstIndex(where: { $0.code == code }) else { return "" }
        return "\(letter(place)) \(code): \(sources[place].words)"
    }

    private static let sources: [(code: String, words: String)] = [
        ("1A", "Individual"), ("1B", "Individual"), ("1C", "Individual"), ("1D", "Individual"),
        ("2A", "Schools"), ("2B", "Education services"), ("3A", "Health services"),
        ("3B", "Health services"), ("3C", "Health services"), ("3D", "Health services"),
        ("3E", "Health services"), ("3F", "Health services"), ("4", "Housing"),
        ("5A", "LA services"), ("5B", "LA services"), ("5C", "LA services"), ("6", "Police"),
        ("7", "Other legal agency"), ("8", "Other"), ("9", "Anonymous"), ("10", "Unknown"),
    ]

    private static func letter(_ place: Int) -> String {
        "\(Unicode.Scalar(UInt8(ascii: "a") + UInt8(place))))"
    }
}
