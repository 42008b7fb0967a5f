// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Safeguarding
import Wire

/// Counts working days.
struct CalendarCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calendar", abstract: "Counts working days by a published calendar.",
        subcommands: [CalendarDueCommand.self])
}

/// Says on which day something is due.
struct CalendarDueCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "due",
        abstract: "Says which day is so many working days after a day.",
        discussion: """
            The day itself is day 0. A thing due within so many working days is in time until the \
            end of the day that is printed, in London. With --batch alone each line of the file is \
            JSON, and each gets a line with its date.

              baton calendar due --calendar england-and-wales \\
                --from 2026-04-02 --working-days 1
              baton calendar due --batch questions.jsonl
            """)

    @Option(
        help: ArgumentHelp(
            "england-and-wales, scotland or northern-ireland.", valueName: "name"))
    var calendar: String?

    @Option(help: ArgumentHelp("The day to count from, as 2026-04-02.", valueName: "date"))
    var from: String?

    @Option(help: ArgumentHelp("How many working days.", valueName: "n"))
    var workingDays: Int?

    @Option(
        help: ArgumentHelp(
            "Lines of {\"from\",\"working_days\",\"calendar\"}; - is standard input.",
            valueName: "file"))
    var batch: String?

    @OptionGroup var data: DataOptions

    var writesJSON: Bool { false }

    func validate() throws {
        let single: [Any?] = [calendar, from, workingDays]
        let given = single.count { $0 != nil }
        if batch != nil, given > 0 {
            throw ValidationError("--batch stands alone: its lines say the rest")
        }
        if batch == nil, given < single.count {
            throw ValidationError("give --calendar, --from and --working-days, or --batch alone")
        }
    }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        var counter = Counter(files: RuleFiles(data: data, surroundings: surroundings))
        if let batch { return try run(batch, &counter, in: surroundings) }
        guard let calendar, let from, let workingDays else { return }
        let due = try counter.due(from, workingDays, calendar)
        try surroundings.results.line(due.description)
    }

    private func run(
        _ batch: String, _ counter: inout Counter, in surroundings: Surroundings
    ) throws(ToolFailure) {
        let bytes = try surroundings.input(batch)
        for (number, line) in bytes.split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
        ).enumerated() where !line.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == 13 }) {
            do throws(ToolFailure) {
                let due = try counter.due(Array(line))
                try surroundings.results.line(due.description)
            } catch {
                throw ToolFailure(
                    error.status, error.lines.map { "\(batch):\(number + 1): \($0)" })
            }
        }
    }
}

/// Counts by calendars, each read once.
private struct Counter {
    let files: RuleFiles
    var calendars: [String: WorkingCalendar] = [:]

    init(files: RuleFiles) { self.files = files }

    mutating func due(_ line: [UInt8]) throws(ToolFailure) -> CalendarDate {
        guard let root = try? JSONDocument(parsing: line, limits: .message).root,
            let from = root["from"]?.string, let calendar = root["calendar"]?.string,
            let days = root["working_days"]?.numberText.flatMap({ Int($0) })
        else {
            throw ToolFailure(
                .data,
                "the line is no question: write {\"from\":\"2026-04-02\",\"working_days\":1,"
                    + "\"calendar\":\"england-and-wales\"}")
        }
        return try due(from, days, calendar)
    }

    mutating func due(
        _ from: String, _ days: Int, _ name: String
    ) throws(ToolFailure) -> CalendarDate {
        let day: CalendarDate
        do throws(TimeTextError) { day = try CalendarDate(from) } catch {
            throw ToolFailure(.data, error.description)
        }
        let calendar = try self.calendar(name)
        do throws(CalendarError) { return try calendar.workingDay(days, after: day) } catch {
            throw ToolFailure(.data, error.description)
        }
    }

    private mutating func calendar(_ name: String) throws(ToolFailure) -> WorkingCalendar {
        if let calendar = calendars[name] { return calendar }
        let calendar = try files.calendar(name)
        calendars[name] = calendar
        return calendar
    }
}
