// SPDX-License-Identifier: Apache-2.0

import Audit
import Fixtures
import Foundation
import Testing
import Wire

@Suite struct `The page of the ten questions` {
    private static let file = Checkout.file("Sources/Audit/Audit.docc/Questions.md")

    /// Everything that the page says, made from the questions themselves.
    private static var page: String {
        let opening = """
            # The ten questions and the registers

            What those who oversee a partnership ask about a period, by `GET \
            /audit/questions/{Q1…Q10}` and `baton audit Q1` to `Q10`; and the registers that they \
            keep beside them, by `GET /audit/registers/{name}` and `baton audit` with the name.

            The answer is JSON, text (`Accept: text/plain`) or CSV (`Accept: text/csv`), always with \
            the same columns. In CSV a cell that a spreadsheet would take for a formula begins with an \
            apostrophe; a digest or an identifier that begins with `+` or `-` stays as it is, so that \
            it can be compared with the log's: import its column as text. `from` and `to` bound the \
            period: three months up to now when nothing is said. `partnership` says which, for who \
            oversees several. `suppress=6`, which is for figures that are published, shows counts \
            from 1 to 5 as `<6`, leaves out as `c` whatever such a count could be computed from, and \
            leaves out tables that list single cases. `table` says which table CSV has; the first \
            when nothing is said. Every agency of the partnership has its row, though nothing \
            happened; a team counts as the agency that it is part of. What was received in the \
            period is followed to now: an answer that came after the period counts. Messages of \
            restricted threads are left out, and how many is said.

            A question that shows a person needs who asks (`act` in the bearer token, `--as`), \
            `purpose` and `reference`. Every query is an entry of the log, which `GET /audit/reads` \
            lists.

            This page is made from the questions themselves (`UPDATE=1 swift test --filter \
            AuditTests`).
            """
        return ([opening, breaks] + Question.allCases.map(section)).joined(separator: "\n\n") + "\n"
    }

    /// Where the breaks are seen for which no rule has a row of its own in `Breaks.md`.
    private static let breaks = """
        ## Where the breaks are seen that are patterns

        B2 to B12 and B20 are misses of one rule each (`Breaks.md`). Four breaks show in many \
        messages together, or in none that is late:

        | break | where it is seen |
        | --- | --- |
        | B13, repeat contacts not joined up | Q8, `children` and `all`: three or more contacts in \
        twelve months, all closed with no further action |
        | B14, sources not cross-referenced | Q8, `cross_referenced` and `cross_referenced_all`: \
        children of whom two or three of missing, exploitation and education are told, and whether one \
        agency has a message of each |
        | B15, content poor | `baton audit missed --break-point B15`: what was refused, or acknowledged as \
        insufficient, and not sent again (R27, R25); `baton quarantine`: what was refused, and why. How \
        good the thinking in a message is no count shows |
        | B16, wrong numbers | every count here is taken from the log, which Q10 proves; Q6, `by_grade` \
        and `by_kind`, has the notices of the police to hold a report to the board against; Q7 \
        compares a return of missing episodes, or list 8 of Annex A, line by line (`compared`, \
        `compared_all`, `compared_children`, `compared_children_all`) |
        """

    private static func section(_ question: Question) -> String {
        let outline = question.outline
        let needs = question.showsPerson ? " Shows persons." : ""
        let head = """
            ## \(question.rawValue): \(outline.title)

            \(outline.asker) asks: \(outline.sentence)\(needs)
            """
        return ([head] + outline.tables.map(table)).joined(separator: "\n\n")
    }

    private static func table(_ table: Answer.Table) -> String {
        let rows = table.columns.map { column in
            "| `\(column.name)` | \(column.unit.rawValue) | \(column.meaning)"
                + (column.showsPerson ? " Shows a person." : "") + " |"
        }
        return """
            **\(table.title)** (`\(table.name)`\(table.isList ? ", a list of single cases" : ""))

            | column | unit | meaning |
            | --- | --- | --- |
            \(rows.joined(separator: "\n"))
            """
    }

    @Test func `says what the questions say of themselves`() throws {
        if ProcessInfo.processInfo.environment["UPDATE"] == "1" {
            try Self.page.write(to: Self.file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: Self.file, encoding: .utf8) == Self.page)
    }

    @Test(arguments: Question.allCases)
    func `shows persons only where a question is known to`(_ question: Question) {
        let showing = question.outline.tables.flatMap(\.columns).filter(\.showsPerson)
        #expect(showing.isEmpty == !question.showsPerson)
    }

    @Test(arguments: Question.allCases)
    func `names each column once, in snake_case, with its meaning in a sentence`(
        _ question: Question
    ) {
        for table in question.outline.tables {
            let names = table.columns.map(\.name)
            #expect(Set(names).count == names.count)
            for column in table.columns {
                #expect(
                    column.name.utf8.allSatisfy {
                        "abcdefghijklmnopqrstuvwxyz0123456789_".utf8.contains($0)
                    })
                #expect(column.meaning.hasSuffix("."), "\(column.name)")
                for other in column.restsOn + [column.partOf].compactMap(\.self) {
                    #expect(names.contains(other), "\(column.name) rests on \(other)")
                }
            }
        }
    }

    @Test func `is small numbers away from a list of single cases`() {
        for question in Question.allCases {
            #expect(question.outline.tables.contains { !$0.isList }, "\(question.rawValue)")
        }
    }
}
