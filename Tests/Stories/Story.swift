// SPDX-License-Identifier: Apache-2.0

import Foundation
import Safeguarding
import Wire

/// A story as its file tells it: what each agency does, and when.
///
/// A line with a date sets the day, a line with a time says what happens at that time in London, and
/// an indented line below it a member of the message: a word, or JSON in which `@police` stands for
/// the URI of the police.
struct Story: Sendable {
    /// What the file begins with, up to the first date: title, source, what is to be seen.
    let preface: [String]
    /// What happens, in order.
    let scenes: [Scene]

    /// Something that happens at one time.
    struct Scene: Sendable {
        /// The line as it is written, the time aside.
        let line: String
        /// When it happens.
        let at: Instant
        /// What it is.
        let deed: Deed
        /// Members of the message, as written.
        var members: [(name: String, text: String)] = []
    }

    /// What a line says that somebody does.
    enum Deed: Sendable {
        /// `police sends referral.made as "name" to council, health`
        case sends(Dispatch)
        /// `council answers "name" with referral.decided as "name" to police`
        case answers(String, Dispatch)
        /// `the school's system fails`
        case fails(String)
        /// `the school's system is mended`
        case mends(String)
        /// `inspectorate asks what became of "name"`
        case asksAbout(String, String)
        /// `partnership asks what was missed`
        case asksWhatWasMissed(String)
        /// `partnership asks for the register of caseload`
        case asksForRegister(String, String)
        /// `time passes`
        case waits
    }

    /// A message that is sent.
    struct Dispatch: Sendable {
        let sender: String
        let type: String
        let name: String
        let recipients: [String]
    }
}

// MARK: Reading

extension Story {
    /// Why a line is not understood.
    struct Fault: Error, CustomStringConvertible {
        let line: Int
        let what: String
        var description: String { "line \(line): \(what)" }
    }

    init(reading text: String) throws {
        var reader = StoryReader()
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            try reader.read(String(line), number + 1)
        }
        (preface, scenes) = (reader.preface, reader.scenes)
    }
}

private struct StoryReader {
    var preface: [String] = []
    var scenes: [Story.Scene] = []
    private var day: CalendarDate?

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ]

    mutating func read(_ line: String, _ number: Int) throws {
        if let day = try date(line, number) {
            self.day = day
        } else if day == nil {
            preface.append(line)
        } else if line.hasPrefix(" ") {
            try member(line, number)
        } else if !line.isEmpty {
            try scene(line, number)
        }
    }

    /// `Wednesday 25 November 2026`; the weekday is checked, as a reader would.
    private func date(_ line: String, _ number: Int) throws -> CalendarDate? {
        let words = line.split(separator: " ").map(String.init)
        guard words.count == 4, let month = Self.months.firstIndex(of: words[2]),
            let day = Int(words[1]), let year = Int(words[3])
        else { return nil }
        let text = String(format: "%04d-%02d-%02d", year, month + 1, day)
        let date = try CalendarDate(text)
        guard "\(date.weekday)".lowercased() == words[0].lowercased() else {
            throw Story.Fault(line: number, what: "\(text) is no \(words[0])")
        }
        return date
    }

    private mutating func member(_ line: String, _ number: Int) throws {
        let parts = line.split(separator: ":", maxSplits: 1).map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        guard parts.count == 2, !scenes.isEmpty else {
            throw Story.Fault(line: number, what: "write `member: value` below what is sent")
        }
        scenes[scenes.count - 1].members.append((parts[0], parts[1]))
    }

    private mutating func scene(_ line: String, _ number: Int) throws {
        let words = line.split(separator: " ", maxSplits: 1).map(String.init)
        guard words.count == 2, let day, let time = TimeOfDay(words[0]) else {
            throw Story.Fault(line: number, what: "write `09:00 who does what`")
        }
        guard let deed = Self.deed(words[1]) else {
            throw Story.Fault(line: number, what: "nobody can do this: \(words[1])")
        }
        scenes.append(
            Story.Scene(line: words[1], at: London.instant(day, at: time), deed: deed))
    }

    private static func deed(_ text: String) -> Story.Deed? {
        if text == "time passes" { return .waits }
        if let match = text.wholeMatch(of: /(.+) sends ([a-z0-9.-]+) as "(.+)" to (.+)/) {
            return .sends(
                dispatch(String(match.1), String(match.2), String(match.3), String(match.4)))
        }
        let answer = /(.+) answers "(.+)" with ([a-z0-9.-]+) as "([^"]+)"(?: to (.+))?/
        if let match = text.wholeMatch(of: answer) {
            let recipients = match.5.map(String.init) ?? ""
            return .answers(
                String(match.2),
                dispatch(String(match.1), String(match.3), String(match.4), recipients))
        }
        if let match = text.wholeMatch(of: /(.+)'s system fails/) { return .fails(String(match.1)) }
        if let match = text.wholeMatch(of: /(.+)'s system is mended/) {
            return .mends(String(match.1))
        }
        if let match = text.wholeMatch(of: /(.+) asks what became of "(.+)"/) {
            return .asksAbout(String(match.1), String(match.2))
        }
        if let match = text.wholeMatch(of: /(.+) asks what was missed/) {
            return .asksWhatWasMissed(String(match.1))
        }
        if let match = text.wholeMatch(of: /(.+) asks for the register of ([a-z-]+)/) {
            return .asksForRegister(String(match.1), String(match.2))
        }
        return nil
    }

    private static func dispatch(
        _ sender: String, _ type: String, _ name: String, _ recipients: String
    ) -> Story.Dispatch {
        Story.Dispatch(
            sender: sender, type: type, name: name,
            recipients: recipients.split(separator: ",").map {
                $0.trimmingCharacters(in: .whitespaces)
            })
    }
}
