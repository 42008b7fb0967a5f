// SPDX-License-Identifier: Apache-2.0

import Wire

/// The members that each object has in what the broker tells of a thread, or of what was missed.
///
/// A member of another name is refused: it may be one that was renamed, so that nothing is held
/// against it any more.
struct ToldMembers {
    /// Those without which it is not told at all.
    private let required: Set<String>
    /// All of them.
    private let known: Set<String>

    private init(_ required: Set<String>, also optional: Set<String> = []) {
        self.required = required
        known = required.union(optional)
    }

    /// The manifest of a bundle.
    static let manifest = ToldMembers(["as", "files", "for", "format", "left_out", "made", "txn"])
    /// The answer itself.
    static let thread = ToldMembers(["expectations", "steps", "txn"])
    /// A step.
    static let step = ToldMembers(
        ["at", "index", "kind", "type"],
        also: [
            "absent", "agency", "amended", "excluded", "iss", "jti", "late", "proof", "purged",
            "recipients",
        ])
    /// Who received a message.
    static let recipient = ToldMembers(["agency", "why"], also: ["agreement"])
    /// Who fell out.
    static let exclusion = ToldMembers(["agency", "rule"])
    /// That a message was corrected or retracted.
    static let amendment = ToldMembers(["at", "index", "kind"], also: ["jti", "proof"])
    /// That a message was purged.
    static let purge = ToldMembers(["index"])
    /// An expectation.
    static let expectation = ToldMembers(
        [
            "break_point", "break_point_name", "calendar", "due", "expectation", "expects", "force",
            "from", "pack", "rule", "type", "verdict",
        ],
        also: [
            "amended", "asked_late_by_seconds", "because", "duty", "escalated", "iss", "jti",
            "late_by_seconds", "met_at", "missed_at", "outstanding_subjects", "owed_by", "owed_to",
            "passed_on_by", "proof", "shortfall", "txn", "unverified", "verdict_proofs",
            "withheld_verdicts",
        ])
    /// A stamp over a checkpoint, with the proof that it is continued.
    static let stamp = ToldMembers(
        ["at", "authority", "checkpoint", "consistency", "number", "size", "token"],
        also: stamping)
    /// A stamp over earlier stamps, with the paths of those that are here.
    static let renewal = ToldMembers(
        ["at", "authority", "covers", "number", "renews", "token"], also: stamping)
    /// What the broker says of a stamp and no token holds.
    private static let stamping: Set = ["asked_at", "valid_until"]
    /// How much of a kind is left out.
    static let leftOut = ToldMembers(["count", "kind"])

    /// An expectation in the list of those that were missed.
    static let miss = ToldMembers(expectation.required, also: expectation.known.union(seriousness))
    /// One of a restricted thread there: neither who took part nor what its message said is told.
    static let restrictedMiss = ToldMembers(
        expectation.required, also: expectation.known.subtracting(identifying))

    /// How serious the message that opened it is.
    private static let seriousness: Set = ["urgency", "grade"]
    /// What would tell who owes what to whom, and in which messages.
    private static let identifying: Set = [
        "iss", "jti", "owed_by", "owed_to", "passed_on_by", "proof", "verdict_proofs",
        "withheld_verdicts",
    ]

    /// Fails unless an object has just these.
    func check(_ object: JSONNode, _ path: String) throws(EvidenceFault) {
        let names = object.members.compactMap(\.name.string)
        if let unknown = names.first(where: { !known.contains($0) }) {
            throw EvidenceFault(path, "has a member `\(unknown)` that is not known")
        }
        if let missing = required.subtracting(names).min() {
            throw EvidenceFault(path, "lacks a member `\(missing)`")
        }
    }
}
