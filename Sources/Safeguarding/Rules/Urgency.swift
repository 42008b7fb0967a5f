// SPDX-License-Identifier: Apache-2.0

/// A way in which a message says that it cannot wait: no working-day clock alone is for it.
///
/// Domain.md: urgent messages never wait on a working-day clock; they have elapsed hours beside it.
struct Urgency: Sendable, Hashable {
    /// The particular that says so.
    let particular: String
    /// Its value.
    let value: String
    /// A limit that a rule may give it, as it is written.
    private let limit: String

    /// Every way that messages have.
    static let all = [
        Urgency(particular: "urgency", value: "immediate", limit: "1 hour"),
        Urgency(particular: "urgency", value: "urgent", limit: "24 hours"),
        Urgency(particular: "immediate_danger", value: "true", limit: "1 hour"),
        Urgency(particular: "immediate_risk", value: "true", limit: "1 hour"),
    ]

    /// A message that says nothing else.
    var particulars: [String: String] { [particular: value] }

    /// What is wrong where such a message has no limit by the clock alone.
    var waits: String {
        "messages with \(particular) \(value) would wait for working days"
    }

    /// What to write then.
    var remedy: String { "`also: [{where: {\(particular): [\(value)]}, limit: \(limit)}]`" }
}

extension Timescale {
    /// Whether such a message has a limit of elapsed time, or one that nothing can hurry: a school is
    /// empty before it opens, and what must be done before an event waits for no day after it.
    func hurries(_ urgency: Urgency) -> Bool {
        limits(for: urgency.particulars).contains {
            $0.isElapsed || $0.countsSchoolDays || $0.isBefore
        }
    }

    /// Whether a message that says so could open it.
    func isOpened(by urgency: Urgency, _ vocabulary: EventVocabulary) -> Bool {
        guard let pattern = opens.pattern else { return false }
        let asked = pattern.conditions.allowed[urgency.particular]
        return asked?.contains(urgency.value) ?? true
            && pattern.types.contains { vocabulary[$0]?.particulars[urgency.particular] != nil }
    }
}
