// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

/// Plays a step of the story with the real program, and holds what happened against what is told.
struct DemoTeller: Sendable {
    private let surroundings: Surroundings
    private let program: String
    private let began: Instant
    /// The folder of the demonstration.
    let folder: String

    init(_ surroundings: Surroundings, program: String, folder: String) {
        self.surroundings = surroundings
        self.program = program
        self.folder = folder
        began = surroundings.now()
    }

    /// Prints one line as it happens, with the seconds since the story began.
    func tell(_ text: String) throws(ToolFailure) {
        let tenths = surroundings.now().milliseconds(since: began) / 100
        let seconds = "\(tenths / 10).\(tenths % 10) s"
        let padding = String(repeating: " ", count: max(0, 8 - seconds.count))
        try surroundings.results.line("\(padding)\(seconds)  \(text)")
    }

    /// Prints lines without a time.
    func say(_ text: String) throws(ToolFailure) {
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            try surroundings.results.line(String(line))
        }
    }

    /// Runs `baton` and gives its standard output; it must end as expected.
    func baton(
        _ arguments: [String], as role: String? = nil, ending status: Int32 = 0
    ) throws(ToolFailure) -> ChildProcess.Ending {
        let node = role.map { ["--node", "nodes/\($0).json"] } ?? []
        let ending = try ChildProcess.run(program, arguments + node, in: folder)
        guard ending.status == status else {
            throw ToolFailure(
                .data,
                ["baton \(arguments.joined(separator: " ")) ended with \(ending.status)"]
                    + ending.complaints.split(separator: "\n").map(String.init))
        }
        return ending
    }

    /// Runs `baton … --json` and reads the last line that it printed.
    func json(_ arguments: [String], as role: String) throws(ToolFailure) -> JSONNode {
        let output = try baton(arguments + ["--json"], as: role).output
        guard
            let document = try? JSONDocument(parsing: Array(output.utf8), limits: .schema)
        else {
            throw ToolFailure(.data, "baton \(arguments.joined(separator: " ")) gave no JSON")
        }
        return document.root
    }

    /// Ends the story when something did not happen as it is told.
    func check(_ isSo: Bool, _ what: String) throws(ToolFailure) {
        guard isSo else { throw ToolFailure(.data, "It did not happen as told: \(what)") }
    }

    /// Tries until something is so, or the time is over.
    func until(
        _ seconds: Int, _ what: String, _ isSo: () async throws(ToolFailure) -> Bool
    ) async throws(ToolFailure) {
        let deadline = surroundings.now().adding(milliseconds: Int64(seconds) * 1_000)
        while try await !isSo() {
            try check(surroundings.now() < deadline, "\(what) within \(seconds) seconds")
            try await surroundings.sleep(.milliseconds(100))
        }
    }
}
