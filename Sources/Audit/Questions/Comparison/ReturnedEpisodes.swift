// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// Missing episodes as another system returns them, to be compared with what the broker carried: a
/// CSV with the heads of the missing file of the SSDA903 return, or with those of list 8 of Annex A,
/// which counts them child by child.
package struct ReturnedEpisodes: Sendable, Hashable {
    /// The episodes, in the order of the lines.
    package internal(set) var episodes: [Episode] = []
    /// The looked-after children of a list 8, in the order of the lines; nil where the file lists
    /// episodes.
    package internal(set) var children: [Child]?
    /// The lines that say no episode, or of no child.
    package internal(set) var faults: [Fault] = []

    /// An episode of one child.
    package struct Episode: Sendable, Hashable {
        /// The line on which it stands.
        package let line: Int
        /// The child's keyed names, one for each system that the identifier may belong to.
        package let child: [[UInt8]]
        /// The day on which it began.
        package let start: CalendarDate
        /// The day on which it ended; nil while it has not.
        package let end: CalendarDate?

        /// Describes an episode.
        package init(line: Int, child: [[UInt8]], start: CalendarDate, end: CalendarDate?) {
            self.line = line
            self.child = child
            self.start = start
            self.end = end
        }
    }

    /// A line that says no episode.
    package struct Fault: Sendable, Hashable {
        /// The line, from 1.
        package let line: Int
        /// What is wrong, and what to write.
        package let why: String
    }

    /// Why nothing of a file can be compared.
    package struct Refusal: Error, Sendable, Hashable {
        /// A sentence that says what to do.
        package let explanation: String
    }

    /// The most lines after the heads.
    package static let mostLines = 10_000
    /// The most fields of a line.
    package static let mostFields = 64
    /// The most characters of a child's identifier.
    package static let mostCharacters = 64

    /// The systems to which the identifier of a child may belong.
    package static let systems = [
        "https://w3id.org/baton/id/la-child-id", "https://fhir.nhs.uk/Id/nhs-number",
        "https://w3id.org/baton/id/upn",
    ]

    /// Reads a file.
    ///
    /// - Parameter keyed: the keyed name of an identifier in a system; the identifier itself is not
    ///   kept.
    package init(
        reading bytes: [UInt8], keyed: (_ value: String, _ system: String) -> [UInt8]
    ) throws(Refusal) {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw Refusal(explanation: "The file is not UTF-8: save it as \"CSV UTF-8\".")
        }
        var reader = CommaSeparatedReader(bytes)
        guard let head = reader.next() else { throw Self.noHeads }
        let names = head.fields.map { $0.trimmingBlanks.lowercased() }
        guard names.count <= Self.mostFields else { throw Self.noHeads }
        let lookedAfter = LookedAfterColumns(names)
        let columns = try lookedAfter == nil ? Columns(names) : nil
        if lookedAfter != nil { children = [] }
        var count = 0
        while let record = reader.next() {
            count += 1
            guard count <= Self.mostLines else {
                throw Refusal(
                    explanation: "The file has more than \(Self.mostLines) lines: send a shorter "
                        + "period.")
            }
            do throws(Refusal) {
                if let child = try lookedAfter?.child(in: record, keyed) {
                    children?.append(child)
                }
                if let episode = try columns?.episode(in: record, keyed) {
                    episodes.append(episode)
                }
            } catch { faults.append(Fault(line: record.line, why: error.explanation)) }
        }
    }

    fileprivate static let noHeads = Refusal(
        explanation: "The first line must name the columns CHILD (or Child Unique ID), MIS_START "
            + "and, where episodes have ended, MIS_END; or it must be that of list 8 of Annex A.")

    /// How many lines say something.
    package var lineCount: Int { episodes.count + (children?.count ?? 0) + faults.count }

    /// The fields of a line, without blanks at their ends; there are as many as in the first line.
    static func fields(
        of record: CommaSeparatedReader.Record, count: Int
    ) throws(Refusal) -> [String] {
        guard !record.isBroken else {
            throw Refusal(explanation: "A quotation mark is not closed, or not doubled.")
        }
        guard record.fields.count == count else {
            throw Refusal(
                explanation: "It has \(record.fields.count) fields, and the first line \(count).")
        }
        return record.fields.map(\.trimmingBlanks)
    }

    /// A child's identifier, within its limit.
    static func identifier(_ text: String) throws(Refusal) -> String {
        guard !text.isEmpty, text.count <= mostCharacters else {
            throw Refusal(
                explanation: "The child's identifier is empty or longer than \(mostCharacters) "
                    + "characters.")
        }
        return text
    }
}

/// Where the columns stand that are read; all others are ignored.
private struct Columns {
    private let child: Int
    private let start: Int
    private let end: Int?
    private let count: Int

    init(_ names: [String]) throws(ReturnedEpisodes.Refusal) {
        guard
            let child = names.firstIndex(where: ["child", "child unique id"].contains),
            let start = names.firstIndex(of: "mis_start")
        else { throw ReturnedEpisodes.noHeads }
        (self.child, self.start, end) = (child, start, names.firstIndex(of: "mis_end"))
        count = names.count
    }

    func episode(
        in record: CommaSeparatedReader.Record, _ keyed: (String, String) -> [UInt8]
    ) throws(ReturnedEpisodes.Refusal) -> ReturnedEpisodes.Episode {
        let fields = try ReturnedEpisodes.fields(of: record, count: count)
        let id = try ReturnedEpisodes.identifier(fields[child])
        let start = try Self.date(fields[start], "MIS_START")
        let end = try ended(fields)
        guard end.map({ $0.dayNumber >= start.dayNumber }) ?? true else {
            throw .init(explanation: "MIS_END is before MIS_START.")
        }
        return ReturnedEpisodes.Episode(
            line: record.line, child: ReturnedEpisodes.systems.map { keyed(id, $0) },
            start: start, end: end)
    }

    private func ended(_ fields: [String]) throws(ReturnedEpisodes.Refusal) -> CalendarDate? {
        guard let end, !fields[end].isEmpty else { return nil }
        return try Self.date(fields[end], "MIS_END")
    }

    /// `dd/mm/yyyy`, as returns write it, or `yyyy-mm-dd`; a time after it is ignored.
    private static func date(
        _ text: String, _ name: String
    ) throws(ReturnedEpisodes.Refusal) -> CalendarDate {
        let day = text.split(separator: " ").first.map(String.init) ?? ""
        if let date = try? CalendarDate(day) { return date }
        let parts = day.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count == 3, parts.map(\.utf8.count) == [2, 2, 4],
            let (day, month, year) = numbers(parts),
            let date = CalendarDate(year: year, month: month, day: day)
        {
            return date
        }
        throw .init(explanation: "\(name) is no date: write dd/mm/yyyy.")
    }

    private static func numbers(_ parts: [Substring]) -> (Int, Int, Int)? {
        let digits = parts.filter { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
        let numbers = digits.compactMap { Int($0) }
        return numbers.count == 3 ? (numbers[0], numbers[1], numbers[2]) : nil
    }
}

extension String {
    /// Without blanks at its ends.
    fileprivate var trimmingBlanks: String {
        let start = drop { $0 == " " || $0 == "\t" }
        return String(start.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
