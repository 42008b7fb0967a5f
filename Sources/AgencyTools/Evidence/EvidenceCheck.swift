// SPDX-License-Identifier: Apache-2.0

import Safeguarding
package import Signing
package import TransparencyLog
import Wire

/// Checks a bundle of evidence offline: every byte of it is looked at, and whatever can be computed
/// is computed again, with SHA-256, RFC 8785 and the signatures alone.
///
/// What it says is told apart: `proven` under the log's key; `said`, which is the broker's word.
package struct EvidenceCheck {
    let bundle: EvidenceBundle
    private let pinned: LogKeys?
    private let witnesses: KnownWitnesses?
    /// The message that must be among those of the bundle, and the file that it was read from.
    let wanted: (event: SignedEvent, file: String)?
    let authorities: TimestampTrust?
    var entries: [Int64: ShownEntry] = [:]
    /// What the parts that are shown do to earlier messages, by the messages' entries.
    var amended: [Int64: Set<ToldAmendment>] = [:]
    /// The verdicts that are shown, in the order of the log, by their expectations' names without its origin.
    var verdicts: [String: [ShownVerdict]] = [:]
    /// The times in ms of the entries that are withheld, by their indexes.
    var withheld: [Int64: Int64] = [:]
    /// Those of them that the thread tells of as its messages.
    var withheldMessages: Set<Int64> = []
    /// The log's first name, once its checkpoint holds.
    private(set) var origin = ""
    private(set) var findings: [EvidenceFinding] = []
    private var looked: Set<String> = []

    /// Prepares the check of a bundle.
    ///
    /// - Parameters:
    ///   - pinned: the log's keys from another source; without it, the bundle's own word is taken.
    ///   - witnesses: who must have cosigned, from another source; nil when nobody said.
    ///   - wanted: a message that must be among those of the bundle, and the file that it was read from.
    ///   - authorities: whom to believe about time.
    package init(
        _ bundle: EvidenceBundle, log pinned: LogKeys?,
        witnesses: KnownWitnesses? = nil, wanted: (event: SignedEvent, file: String)? = nil,
        authorities: TimestampTrust? = nil
    ) {
        self.bundle = bundle
        self.pinned = pinned
        self.witnesses = witnesses
        self.wanted = wanted
        self.authorities = authorities
    }

    /// Checks all of it; fails at the first that does not hold.
    package mutating func run() throws(EvidenceFault) -> [EvidenceFinding] {
        note(
            .proven, "manifest",
            Words.count(bundle.files.count, "file is one", "files are those") + " that it names")
        try checkManifest()
        let key = try logKey()
        let (checkpoint, signers) = try checkpoint(key)
        try checkEntries(in: checkpoint)
        gatherAmendments()
        gatherVerdicts()
        try checkWitnesses(signers)
        let documents = try checkDocuments()
        try checkNothingInForceIsLeftOut(documents)
        try checkMessages(documents, log: key)
        try checkThread()
        try checkFollowed()
        try checkExplanations()
        try checkReads()
        try checkTimestamps(log: key, until: checkpoint)
        try checkCounts()
        for path in ["REPORT.html", "VERIFY.md", "verify.py"] {
            guard bundle.files[path] != nil else { throw EvidenceFault(path, "is missing") }
            look(path)
        }
        note(
            .said, "report",
            "REPORT.html, VERIFY.md, verify.py and how much is left out that the bundle does not show are "
                + "the words of whoever made it"
        )
        for path in bundle.files.keys.sorted() where !looked.contains(path) {
            throw EvidenceFault(path, "is no file that a bundle of this format has")
        }
        return findings
    }

    /// The manifest has the members that this version knows, and says for whom it was made.
    private func checkManifest() throws(EvidenceFault) {
        let path = EvidenceBundle.manifestPath
        try ToldMembers.manifest.check(bundle.manifest, path)
        guard ["party", "overseer"].contains(bundle.manifest.text("as")) else {
            throw EvidenceFault(path, "was made for neither a party nor an overseer")
        }
    }

    mutating func note(_ outcome: EvidenceFinding.Outcome, _ subject: String, _ text: String) {
        findings.append(EvidenceFinding(outcome: outcome, subject: subject, sentence: text))
    }

    /// Notes that a file was looked at.
    mutating func look(_ path: String) { looked.insert(path) }

    /// A file of the bundle as JSON, looked at.
    mutating func json(_ path: String) throws(EvidenceFault) -> JSONNode {
        look(path)
        return try bundle.json(path)
    }

    /// The log's keys, the newest first: those that were given, or the bundle's own word.
    private mutating func logKey() throws(EvidenceFault) -> LogKeys {
        look(EvidenceBundle.keyPath)
        let own = try bundle.logKeys()
        guard let pinned else {
            note(
                .said, "log key",
                "\(own.current.vkey) is the bundle's own word: hold it against what the log's owner "
                    + "publishes, or give --vkey")
            return own
        }
        // A bundle of before a rotation has the older key first, and whoever pins both the newer one.
        let keys = Set([own.current] + own.older)
        guard !keys.isDisjoint(with: [pinned.current] + pinned.older) else {
            let given = pinned.older.isEmpty ? "the key that was given" : "one that was given"
            throw EvidenceFault(
                EvidenceBundle.keyPath, "is \(own.current.vkey), and not \(given)")
        }
        note(.proven, "log key", "is the one that was given")
        return pinned
    }

    private mutating func checkpoint(
        _ key: LogKeys
    ) throws(EvidenceFault) -> (Checkpoint, [SignedNote.Signer]) {
        let path = "checkpoint"
        look(path)
        do {
            let note = try SignedNote(parsing: bundle.files[path] ?? [])
            let verified = try key.verify(note, witnesses: witnesses?.keys ?? [])
            self.note(
                .proven, "checkpoint",
                "\(verified.checkpoint.origin) has signed a tree of "
                    + Words.count(
                        Int(clamping: verified.checkpoint.size), "entry", "entries")
            )
            let own = key.keys(under: verified.checkpoint.origin)
            let others =
                note.signatures.count { line in !own.contains { $0.isNamed(by: line) } }
                - verified.witnesses.count
            if others > 0 {
                self.note(
                    .said, "witnesses",
                    Words.count(others, "more signature stands", "more signatures stand")
                        + " under it; give --witness with their keys to check them"
                )
            }
            origin = key.current.name.text
            return (verified.checkpoint, verified.witnesses)
        } catch {
            throw EvidenceFault(path, "does not hold: \(error)")
        }
    }

    /// Who has cosigned, at a time at which the first of the entries was there and that is no time to come;
    /// these must be enough, where that was asked for.
    private mutating func checkWitnesses(
        _ signers: [SignedNote.Signer]
    ) throws(EvidenceFault) {
        guard let witnesses else { return }
        let first = entries.values.compactMap { $0.leaf["at"]?.integer }.min() ?? 0
        let faults = witnesses.faults(in: signers, since: Instant(milliseconds: first))
        let counted = signers.map(\.key).filter { faults[$0] == nil }
        guard witnesses.areEnough(counted) else {
            let names = counted.map { "\($0.name)" }
            let told = names.isEmpty ? "no known witness" : names.joined(separator: ", ")
            let refused = signers.compactMap { faults[$0.key] }.map { "; \($0)" }.joined()
            throw EvidenceFault(
                "checkpoint", "is cosigned by \(told), which is not enough\(refused)")
        }
        for signer in signers {
            if let fault = faults[signer.key] {
                note(.said, "witness", "\(fault)")
            } else {
                note(.proven, "witness", "\(signer.key.name) has cosigned the checkpoint")
            }
        }
    }

    private mutating func checkEntries(in checkpoint: Checkpoint) throws(EvidenceFault) {
        var (parts, hidden) = (0, 0)
        for (path, _) in bundle.paths(in: "entries", ending: ".json") {
            let entry = try ShownEntry(json(path), from: path, in: checkpoint)
            entries[entry.index] = entry
            parts += entry.parts.count
            hidden += entry.hiddenCount ?? 0
        }
        let withheld = entries.values.count { $0.facts == nil }
        note(
            .proven, "entries",
            Words.count(entries.count, "entry is", "entries are")
                + " in that tree, with the facts of "
                + "\(entries.count - withheld) and " + Words.count(parts, "part", "parts"))
        if hidden + withheld > 0 {
            note(
                .said, "withheld",
                "the facts of " + Words.count(withheld, "entry", "entries") + " and "
                    + Words.count(hidden, "part", "parts"))
        }
    }
}

/// What a check of evidence found.
package struct EvidenceFinding: Sendable, Hashable {
    /// How sure it is.
    package let outcome: Outcome
    /// What it is about.
    package let subject: String
    /// What was found.
    package let sentence: String

    /// How sure a finding is.
    package enum Outcome: String, Sendable, Hashable {
        /// Computed again, up to the key of the log.
        case proven
        /// The broker's word, or that of whoever made the bundle.
        case said
    }

    /// The finding as a line, its mark first.
    package var line: String { "\(outcome == .proven ? "✓" : "–") \(subject): \(sentence)" }

    /// The finding for programs.
    var json: JSONValue {
        [
            "outcome": .string(outcome.rawValue), "subject": .string(subject),
            "detail": .string(sentence),
        ]
    }
}
