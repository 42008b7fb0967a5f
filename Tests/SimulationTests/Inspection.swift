// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Relay
import Safeguarding
import SampleTown
import Signing
import Simulation
import TransparencyLog
import Wire

/// Holds what is on the disk, when all is over, against everything that was seen.
struct Inspection {
    let run: Run
    let state: MemoryState
    let seen: Witness.Memory
    /// Every step that a part of an entry records, by what it is a step of.
    private(set) var steps: [PartName: [(step: HandoffStep, entry: Int)]] = [:]
    /// Every verdict, likewise.
    private(set) var verdicts: [PartName: [(step: ExpectationStep, entry: Int)]] = [:]

    init(of run: Run) {
        self.run = run
        state = run.disk.durable
        seen = run.witness.seen
        for (index, happening) in state.happenings.enumerated() {
            for part in happening.parts {
                switch part {
                case .step(let step): steps[step.handoff, default: []].append((step, index))
                case .verdict(let step):
                    verdicts[step.expectation, default: []].append((step, index))
                case .routing, .handoff, .exclusion, .expectation, .refusal, .resubmission,
                    .amendment, .due, .purged, .factsDue, .forgotten:
                    break
                }
            }
        }
    }

    /// Looks at everything.
    func inspect() {
        log()
        answers()
        messages()
        quarantine()
        handoffs()
        expectations()
        notices()
    }

    func broken(_ promise: Promise, _ what: String) { run.witness.break(promise, what) }

    /// The token of a message that is kept, opened.
    func opened(_ message: MemoryState.KeptMessage) -> CompactJWS? {
        try? message.attachment.message.open(with: run.town.vault)
    }

    /// The facts of an accepted or issued message.
    func facts(_ index: Int64) -> MessageFacts? {
        switch state.happenings[Int(index)].facts {
        case .accepted(let facts), .issued(let facts): facts
        default: nil
        }
    }
}

extension Inspection {
    /// Log time, and every checkpoint that anybody saw, against the log as it is now.
    private func log() {
        for (before, after) in zip(state.entries, state.entries.dropFirst())
        where after.at < before.at {
            broken(.logTime, "entry \(after.index) is of \(after.at), before it \(before.at)")
        }
        var frontier = Frontier()
        var roots: [SHA256Digest] = [frontier.root]
        for entry in state.entries {
            _ = frontier.append(entry.leafHash)
            roots.append(frontier.root)
        }
        for checkpoint in seen.checkpoints + state.checkpoints {
            guard checkpoint.size < roots.count, let name = try? NoteName(SampleTown.origin) else {
                broken(.appendOnly, "a checkpoint of \(checkpoint.size) entries was seen")
                continue
            }
            let wanted = Checkpoint(
                origin: name, size: UInt64(checkpoint.size), root: roots[Int(checkpoint.size)])
            if !checkpoint.note.starts(with: wanted.text) {
                broken(.appendOnly, "the checkpoint of \(checkpoint.size) entries is of others")
            }
        }
        if state.head?.frontier != frontier { broken(.appendOnly, "the head is of another tree") }
    }

    /// Every 202, each against the entry that it names.
    private func answers() {
        var first: [MessageName: Witness.Answer] = [:]
        for answer in seen.answers {
            if let before = first[answer.name] {
                if before.bytes.signingInput != answer.bytes.signingInput {
                    broken(.otherBytes, "\(answer.name) was let in with two contents")
                }
                if before.index != answer.index {
                    broken(.sameReceipt, "\(answer.name): \(before.index), then \(answer.index)")
                }
                if let one = before.receipt, let other = answer.receipt, one != other {
                    broken(.sameReceipt, "\(answer.name): two receipts that differ")
                }
                if before.receipt != nil { continue }
            }
            first[answer.name] = answer
        }
        for answer in first.values.sorted(by: { $0.index < $1.index }) { check(answer) }
    }

    private func check(_ answer: Witness.Answer) {
        let message = state.messages.first { $0.entry == answer.index }
        guard let message, let facts = facts(answer.index), facts.token == answer.name.token,
            facts.issuer == answer.name.issuer
        else { return broken(.kept, "\(answer.name) is not at \(answer.index)") }
        // A repeat may be signed anew: what is kept is the first that was let in, whichever that was.
        guard opened(message)?.token.signingInput == answer.bytes.signingInput else {
            return broken(.kept, "\(answer.name) is not kept as it was sent")
        }
        guard let receipt = answer.receipt else { return }
        if let wrong = wrong(receipt, message, state.entries[Int(answer.index)], answer) {
            broken(.proven, "the receipt of \(answer.name): \(wrong)")
        }
    }

    /// What is wrong with a receipt, by the message, the entry and the log's key alone.
    private func wrong(
        _ receipt: [UInt8], _ message: MemoryState.KeptMessage, _ entry: LedgerEntry,
        _ answer: Witness.Answer
    ) -> String? {
        guard let proof = try? LogProof(parsing: receipt), let bytes = proof.extra,
            let extra = try? JSONDocument(parsing: bytes).root, let facts = extra["facts"],
            let salt = try? Base64URL.decode(extra["facts_salt"]?.string ?? ""),
            let messageSalt = try? Base64URL.decode(extra["message_salt"]?.string ?? ""),
            let jws = try? CompactJWS(parsing: answer.bytes)
        else { return "it cannot be read" }
        guard proof.index == answer.index else { return "it is of entry \(proof.index)" }
        let commitment = SHA256.digest(ofPieces: messageSalt, jws.signingInputDigest.bytes)
        guard facts["message"]?.string == Base64URL.encode(commitment.bytes) else {
            return "its facts do not commit to the message"
        }
        let digest = SHA256.digest(ofPieces: salt, facts.canonical)
        guard digest == entry.commitment else { return "its entry does not commit to its facts" }
        let log = run.host.setting.noteSigner.verifierKey
        do { _ = try proof.check(leaf: entry.leafHash, log: log) } catch { return "\(error)" }
        return nil
    }
}
