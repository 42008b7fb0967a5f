// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// Missing episodes as another system returns them, to be compared with what the broker carried: a
/// CSV with the heads of the missing file of the SSDA903 return.
package struct ReturnedEpisodes: Sendable, Hashable {
    /// The episodes, in the order of the lines.
    package internal(set) var episodes: [Episode] = []
    /// The lines that say no episode.
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
        let columns = try Columns(head.fields)
        var count = 0
        while let record = reader.next() {
            count += 1
            guard count <= Self.mostLines else {
                throw Refusal(
                    explanation: "The file has more than \(Self.mostLines) lines: send a shorter "
                        + "period.")
            }
            switch columns.episode(in: record, keyed) {
            case .success(let episode): episodes.append(episode)
            case .failure(let fault):
                faults.append(Fault(line: record.line, why: fault.explanation))
            }
        }
    }

    fileprivate static let noHeads = Refusal(
        explanation: "The first line must name the columns CHILD (or Child Unique ID), MIS_START "
            + "and, where episodes have ended, MIS_END.")
}

/// Where the columns stand that are read; all others are ignored.
private struct Columns {
    private let child: Int
    private let start: Int
    private let end: Int?
    private let count: Int

    init(_ heads: [String]) throws(ReturnedEpisodes.Refusal) {
        let names = heads.map { $0.trimmingBlanks.lowercased() }
        guard names.count <= ReturnedEpisodes.mostFields,
            let child = names.firstIndex(where: ["child", "child unique id"].contains),
            let start = names.firstIndex(of: "mis_start")
        else { throw ReturnedEpisodes.noHeads }
        (self.child, self.start, end) = (child, start, names.firstIndex(of: "mis_end"))
        count = names.count
    }

    typealias Reading = Result<ReturnedEpisodes.Episode, ReturnedEpisodes.Refusal>

    func episode(
        in record: CommaSeparatedReader.Record, _ keyed: (String, String) -> [UInt8]
    ) -> Reading {
        do throws(ReturnedEpisodes.Refusal) {
            let fields = record.fields.map(\.trimmingBlanks)
            guard !record.isBroken else {
                throw .init(explanation: "A quotation mark is not closed, or not doubled.")
            }
            guard fields.count == count else {
                throw .init(
                    explanation: "It has \(fields.count) fields, and the first line \(count).")
            }
            let id = fields[child]
            guard !id.isEmpty, id.count <= ReturnedEpisodes.mostCharacters else {
                throw .init(
                    explanation: "The child's identifier is empty or longer than "
                        + "\(ReturnedEpisodes.mostCharacters) characters.")
            }
            let start = try Self.date(fields[start], "MIS_START")
            let end = try ended(fields)
            guard end.map({ $0.dayNumber >= start.dayNumber }) ?? true else {
                throw .init(explanation: "MIS_END is before MIS_START.")
            }
            return .success(
                ReturnedEpisodes.Episode(
                    line: record.line, child: ReturnedEpisodes.systems.map { keyed(id, $0) },
                    start: start, end: end))
        } catch { return .failure(error) }
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
