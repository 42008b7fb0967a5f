// SPDX-License-Identifier: Apache-2.0

import Audit
import Safeguarding
import Wire

/// The page that a safeguarding lead reads at the end of a simulated year: `report.md`, in words.
///
/// It tells no number that the tables of ``YearFigures`` do not show.
package struct YearReport: Sendable {
    private let profile: Profile
    private let plan: YearPlan
    private let found: YearFound
    private let score: Score
    private let figures: YearFigures

    /// Gathers what there is to tell.
    package init(
        _ profile: Profile, _ plan: YearPlan, _ found: YearFound, _ score: Score,
        _ figures: YearFigures
    ) {
        self.profile = profile
        self.plan = plan
        self.found = found
        self.score = score
        self.figures = figures
    }

    /// The page, in Markdown.
    package var text: String {
        let sections = [opening, sent, breaks, owners, unseen, held].compactMap(\.self)
        return sections.joined(separator: "\n\n") + "\n"
    }

    private var opening: String {
        let (first, last) = (
            London.date(at: plan.diary.start),
            London.date(at: plan.diary.end.adding(milliseconds: -1))
        )
        let isWhole = first.adding(months: 12) <= last.adding(days: 1)
        return """
            # \(isWhole ? "A simulated year" : "Part of a simulated year"): \(profile.name)

            This is \(profile.about). Everybody in it is invented. It runs from \(first) to \(last), \
            and every message in it went through the real broker.
            """
    }

    private var sent: String {
        """
        The agencies sent \(found.tally.accepted) messages. Their systems took \
        \(found.tally.taken) copies, the broker's own notices among them. \(outages)
        """
    }

    private var outages: String {
        let count = found.tally.outages
        guard count > 0 else { return "The broker was never down." }
        let often = count == 1 ? "once, for a few hours" : "\(count) times, for a few hours each"
        return """
            The broker was down \(often); what would have been sent then came afterwards, marked as \
            late entry.
            """
    }

    private var breaks: String {
        let byBreak = Dictionary(grouping: found.misses, by: \.breakPoint)
        guard !byBreak.isEmpty else {
            return "## Where sharing broke down\n\nNowhere: everything was done in time."
        }
        let order = byBreak.sorted {
            ($1.value.count, $0.key.code) < ($0.value.count, $1.key.code)
        }
        return """
            ## Where sharing broke down

            Somebody owed somebody else something by a time, and it was not done by then. The \
            commonest first:

            \(order.map { line(of: $0.key, $0.value) }.joined(separator: "\n"))
            """
    }

    private func line(of breakPoint: BreakPoint, _ misses: [KnownMiss]) -> String {
        let rows = figures.breaks.rows.filter { $0.first == .text(breakPoint.code) }
        let (missed, late) = (Sum(rows.map { $0[3] }), Sum(rows.map { $0[4] }))
        var sentences = [
            late.isUntold && missed.isUntold
                ? "so seldom that no number is told."
                : "\(late.words) done late, \(missed.words) still not done at the end."
        ]
        if let most = Self.most(of: rows) { sentences.append("Owed mostly by \(most).") }
        if let delays = figures.delays(of: misses) {
            sentences.append(
                "Of what was done late half came within \(delays.middle) days, and nine in ten "
                    + "within \(delays.ninth).")
        }
        return "- **\(breakPoint.name)** (\(breakPoint.code)): \(sentences.joined(separator: " "))"
    }

    /// The agency of more than half of what the rows show; nil where there is none.
    private static func most(of rows: [[Answer.Cell]]) -> String? {
        guard rows.count > 1 else { return rows.first?[2].plain }
        let sums = rows.map { (agency: $0[2].plain, sum: Sum($0[3...4]).shown) }
        let all = sums.reduce(0) { $0 + $1.sum }
        return sums.first { $0.sum * 2 > all }?.agency
    }

    /// Whose silence lasted: those who owed most of what was never done.
    private var owners: String? {
        let byAgency = Dictionary(grouping: figures.breaks.rows) { $0[2].plain }
        let open = byAgency.mapValues { Sum($0.map { $0[3] }) }
            .filter { $0.value.shown >= YearFigures.smallest }
            .sorted { ($1.value.shown, $0.key) < ($0.value.shown, $1.key) }
        guard !open.isEmpty else { return nil }
        return """
            ## What to ask first

            \(open.prefix(3).map { "- \($0.key): why are \($0.value.words) still not done?" }
                .joined(separator: "\n"))

            Each of them can be read aloud: `baton audit missed --open` lists them with the messages \
            that asked for them, `baton audit explain` says by which rule and since when.
            """
    }

    private var unseen: String {
        """
        ## What the broker cannot see

        A concern that nobody shared (B1) leaves no trace here, and neither does judgement (B19): \
        whether a decision was right, whether somebody listened to the child. That little broke \
        down above does not say that children were safe.
        """
    }

    private var held: String {
        """
        ## Held against what was put in

        \(score.all.injected) misses were put into this year, and \(score.all.found) were found; \
        \(score.all.truePositives) are the same in thread, message, rule, break, agency, due time \
        and outcome. `score.json` has the figures by break, `figures.md` the tables and the answers \
        to the ten questions. No number below \(YearFigures.smallest) is told, nor one from which such \
        a number could be computed.

        The log has \(found.entries) entries; its root is `\(Base64.encode(found.root))`.
        """
    }
}

/// What cells show together, and whether they hide something beside it.
private struct Sum {
    let shown: Int
    let hides: Bool

    init(_ cells: some Sequence<Answer.Cell>) {
        var (shown, hides) = (0, false)
        for cell in cells {
            if case .count(let count) = cell { shown += count } else { hides = true }
        }
        (self.shown, self.hides) = (shown, hides)
    }

    /// Whether nothing is shown, and something hidden.
    var isUntold: Bool { shown == 0 && hides }

    var words: String {
        switch (shown, hides) {
        case (0, false): "none"
        case (0, true): "few or none"
        case (_, false): "\(shown)"
        case (_, true): "\(shown) and some more"
        }
    }
}
