// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Safeguarding
import Wire

/// Explains one expectation.
struct AuditExplainCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Explains why one expectation stands as it does.",
        discussion: """
            Its rule and where that comes from, how its due time was counted and which days did not \
            count, every clock beside every other, and the entries that record it.

              baton audit explain 12.4 --node council.json
              baton audit explain baton.example/log/12.4 --node partnership.json --json
            """)

    @Argument(help: "The expectation, as audit thread and audit missed name it in JSON.")
    var expectation: String

    @OptionGroup var options: AuditOptions

    var writesJSON: Bool { options.chosen == .json }

    func validate() throws {
        guard options.chosen != .csv else {
            throw ValidationError("An explanation is no table: leave --format out, or say json")
        }
    }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        var client = try options.client(in: surroundings)
        let parameters = [("expectation", expectation as String?)] + options.parameters
        guard options.chosen == .text else {
            let answer = try await client.get("/audit/explain", parameters)
            return try surroundings.results.line(try answer.json().value.text)
        }
        let answer = try await client.get("/audit/explain", parameters, accept: "text/plain")
        try surroundings.results.lines(of: answer.body)
    }
}

extension Terminal {
    /// Writes a text of the broker line by line, without what steers a terminal.
    func lines(of text: [UInt8]) throws(ToolFailure) {
        let lines = String(decoding: text, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
        for line in lines.last?.isEmpty == true ? lines.dropLast() : lines {
            try self.line(String(line).printable)
        }
    }
}
