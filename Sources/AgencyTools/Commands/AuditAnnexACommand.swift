// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Safeguarding
import Wire

/// Writes a list of Ofsted's Annex A.
struct AuditAnnexACommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "annex-a",
        abstract: "Writes list 1, 3 or 5 of Ofsted's Annex A, or the adjunct file, as CSV.",
        discussion: """
            For an inspector: the lists hold content, and each message that is read is an entry of \
            the log. What no message says stays empty; a note on standard error says so.

              baton audit annex-a list-3 --node inspectorate.json --as i-0042 \\
                --purpose "ILACS" --reference ILACS-7 --from 2026-05-01 > list-3.csv
            """)

    @Argument(help: "The list: list-1, list-3, list-5 or adjunct.")
    var list: List

    @OptionGroup var period: AuditPeriod

    @OptionGroup var options: AuditOptions

    /// The lists.
    enum List: String, ExpressibleByArgument, CaseIterable {
        case contacts = "list-1"
        case referrals = "list-3"
        case enquiries = "list-5"
        case adjunct
    }

    var writesJSON: Bool { options.chosen == .json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        var client = try options.client(in: surroundings)
        let file = try await client.get(
            "/audit/annex-a/\(list.rawValue)",
            period.parameters + options.parameters
        ).json()
        if writesJSON { return try surroundings.results.line(file.value.text) }
        for note in file["notes"]?.elements.compactMap(\.string) ?? [] {
            try surroundings.notes.line(note)
        }
        let rows = file["rows"]?.elements.map { $0.elements.map { $0.string ?? "" } } ?? []
        let columns = file["columns"]?.elements.compactMap(\.string) ?? []
        try surroundings.results.write(Array(CommaSeparated.text(columns, rows).utf8))
    }
}
