// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

/// The part of a bundle that is read on paper: `REPORT.html`, without script and without anything from
/// elsewhere.
struct EvidenceReport {
    private let gathering: EvidenceGathering
    private let manifest: JSONValue

    /// A report of what was gathered.
    init(_ gathering: EvidenceGathering, _ manifest: JSONValue) {
        self.gathering = gathering
        self.manifest = manifest
    }

    /// The page.
    var html: [UInt8] {
        let page = [
            Self.head, about, steps, expectations, excluded, reads, leftOut, proven, checkpoint,
            "</main></body></html>\n",
        ]
        return Array(page.joined(separator: "\n").utf8)
    }

    private static let head = """
        <!DOCTYPE html>
        <html lang="en-GB"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Evidence of one thread</title>
        <style>
        body { font: 1rem/1.5 Georgia, serif; color: #111; background: #fff; margin: 2rem auto;
          max-width: 60rem; padding: 0 1rem; }
        h1, h2, h3 { font-family: Arial, sans-serif; line-height: 1.2; break-after: avoid; }
        table { border-collapse: collapse; width: 100%; margin: 0 0 1rem; }
        caption { text-align: left; font-weight: bold; padding: .3rem 0; }
        th, td { border: 1px solid #666; padding: .25rem .5rem; text-align: left; vertical-align: top;
          overflow-wrap: anywhere; }
        th { background: #eee; }
        pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid #666; padding: .5rem; }
        section { margin: 0 0 2rem; }
        @media print { body { margin: 0; max-width: none; font-size: 10pt; }
          tr, pre { break-inside: avoid; } thead { display: table-header-group; } }
        </style></head><body><main>
        """

    private var about: String {
        let made = Words.time(manifest["made"]?.string)
        let whom = Words.agency(manifest["for"]?.string)
        let role =
            manifest["as"]?.string == "overseer" ? "oversees the partnership" : "is a party to it"
        return """
            <h1>Evidence of one thread</h1>
            <section><p>This is what the Baton broker recorded of the thread \
            <strong>\(Self.escaped(gathering.thread.text))</strong>, as \
            <strong>\(Self.escaped(whom))</strong> may see it, who \(role). It was gathered on \
            \(Self.escaped(made)) (London).</p>
            <p>The record is a public log that nobody can change unseen. The files beside this page prove \
            what it says; <code>VERIFY.md</code> tells how to check them without the broker and without \
            Baton. A referral that is <em>acknowledged</em> was answered by a person; <em>delivered</em> \
            only means that a computer took it.</p></section>
            """
    }

    private var steps: String {
        let rows = (gathering.told?.list("steps") ?? []).map { step in
            [
                "\(step["index"]?.integer ?? 0)", Words.time(step.text("at")),
                step.text("kind") ?? "", Words.type(step.text("type")),
                Words.agency(step.text("agency")),
                step.list("recipients").map { Words.agency($0.text("agency")) }
                    .joined(separator: ", "),
                step.text("jti") ?? "",
                MessageStory.amendments(step).joined(separator: "; "),
            ]
        }
        return Self.section(
            "What happened",
            Self.table(
                "Every step, in the order of the log; times are London's",
                [
                    "Entry", "When", "Step", "Message", "By", "To", "Message's number",
                    "Done to it later",
                ],
                rows))
    }

    /// Where the rule is from, and whether somebody has held it against that.
    private static func source(of explanation: JSONNode) -> String {
        let rule = explanation["rule_text"]
        let marks = [explanation, rule].compactMap { $0?["unverified"]?.boolean }
        return "Source: \(rule?.text("source") ?? "not told")"
            + (marks.contains(true) ? " (the rule's wording was not verified there)" : "")
    }

    private var expectations: String {
        let told = gathering.explanations.map { explanation in
            let owed =
                "\(Words.agency(explanation.text("owed_by"))) owed it to "
                + Words.agency(explanation.text("owed_to"))
            let title = explanation["rule_text"]?.text("title") ?? explanation.text("pack") ?? ""
            let lines =
                [
                    "It stands as: \(explanation.text("verdict") ?? "")",
                    "Due: \(Words.time(explanation.text("due")))",
                    explanation.text("met_at").map { "Met: \(Words.time($0))" },
                    explanation.text("missed_at").map { missed in
                        "Missed: \(Words.time(missed)), at \(explanation.text("break_point") ?? "") "
                            + "(\(explanation.text("break_point_name") ?? ""))"
                    },
                    explanation.text("because").map { "Because: \($0)" },
                    Self.source(of: explanation),
                ].compactMap(\.self)
                + MessageStory.amendments(explanation).map {
                    "The message that opened it was \($0)"
                } + explanation.list("arithmetic").compactMap(\.string)
            let items = lines.map { "<li>\(Self.escaped($0))</li>" }.joined()
            return """
                <h3>\(Self.escaped("\(explanation.text("rule") ?? "") \(title)"))</h3>
                <p>\(Self.escaped(owed)).</p><ul>\(items)</ul>
                """
        }
        let nothing = "<p>No rule asked anything of anybody in this thread.</p>"
        return Self.section(
            "What was owed, and whether it came",
            told.isEmpty ? nothing : told.joined(separator: "\n"))
    }

    private var excluded: String {
        var rows: [[String]] = []
        for step in gathering.told?.list("steps") ?? [] {
            let message = Words.type(step.text("type"))
            rows += step.list("excluded").map {
                [message, Words.agency($0.text("agency")), $0.text("rule") ?? ""]
            }
            rows += step.list("absent").map {
                [
                    message, Words.agency($0.text("agency")),
                    "has a duty by \($0.text("rule") ?? ""), and the message did not go there",
                ]
            }
        }
        return Self.section(
            "Who was left out, and why",
            rows.isEmpty
                ? "<p>Nobody, as far as the reader of this may know.</p>"
                : Self.table(
                    "Agencies that a message did not reach", ["Message", "Agency", "Rule"], rows))
    }

    private var reads: String {
        let rows = gathering.reads.map { read in
            [
                "\(read["index"]?.integer ?? 0)", Words.time(read.text("at")),
                Words.agency(read.text("agency")), read.text("person") ?? "",
                read.text("question") ?? "", read.text("purpose") ?? "",
                read.text("withheld") ?? "",
            ]
        }
        return Self.section(
            "Who read it",
            rows.isEmpty
                ? "<p>Nobody, as far as the reader of this may know.</p>"
                : Self.table(
                    "Reads that the log records; that of this bundle is among them",
                    ["Entry", "When", "Agency", "Person", "What", "What for", "Withheld"], rows))
    }

    private var leftOut: String {
        let rows = (manifest["left_out"]?.array ?? []).map { item in
            let count = item["count"]?.integer ?? 0
            return [
                LeftOutWords.name(item["kind"]?.string ?? ""),
                count == 0 ? "not counted: the thread is restricted" : "\(count)",
            ]
        }
        return Self.section(
            "What is left out",
            rows.isEmpty
                ? "<p>Nothing.</p>"
                : "<p>These are in the broker's records, and not for this reader.</p>"
                    + Self.table("Left out, by kind", ["Kind", "How many"], rows))
    }

    private var proven: String {
        Self.section(
            "What is proven, and what is only said",
            """
            <p>Whoever checks the files with the log's key from another source knows that the log holds \
            these entries, at these places, and never held others there; that the messages are the ones \
            that were handed in; that recipients, due times and verdicts are those that were recorded \
            then; and, where a witness or a time authority has signed, that others saw the same log.</p>
            <p>On the broker's word alone rest: that the clock was right where no authority has stamped it, \
            whose the signing keys are, the wording of explanations, that nobody has taken a read, a later \
            message or a later verdict out of this together with its entry, and that nothing happened beside \
            the log.</p>
            """)
    }

    private var checkpoint: String {
        let text = String(decoding: gathering.files["checkpoint"] ?? [], as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { Self.escaped(String($0)) }
        return Self.section(
            "The log's signed state", "<pre>\(lines.joined(separator: "\n"))</pre>")
    }

    private static func section(_ title: String, _ content: String) -> String {
        "<section><h2>\(escaped(title))</h2>\n\(content)</section>"
    }

    private static func table(
        _ caption: String, _ columns: [String], _ rows: [[String]]
    ) -> String {
        let heads = columns.map { "<th scope=\"col\">\(escaped($0))</th>" }.joined()
        let body = rows.map { row in
            "<tr>" + row.map { "<td>\(escaped($0))</td>" }.joined() + "</tr>"
        }
        return
            "<table><caption>\(escaped(caption))</caption><thead><tr>\(heads)</tr></thead><tbody>\n"
            + body.joined(separator: "\n") + "</tbody></table>"
    }

    /// Text as HTML shows it; nothing of it can become a mark.
    static func escaped(_ text: String) -> String {
        text.printable.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
    }
}
