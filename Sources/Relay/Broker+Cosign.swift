// SPDX-License-Identifier: Apache-2.0

import Ledger
package import Safeguarding
package import TransparencyLog

extension Broker {
    /// Takes the cosignatures that an agency gives for a checkpoint that this log has signed.
    ///
    /// Nothing is written: a cosignature says that somebody else has seen the log, and is as good for
    /// whoever fetches the checkpoint next.
    package func take(
        cosigned bytes: [UInt8], from agency: AgencyID
    ) async throws -> CosignatureRefusal? {
        let setting = setting
        let keys = setting.witnessing.keys(of: agency)
        guard !keys.isEmpty else { return .noWitness(agency) }
        let note: SignedNote
        let checkpoint: Checkpoint
        do {
            note = try SignedNote(parsing: bytes)
            checkpoint = try setting.logKeys.verify(note).checkpoint
        } catch { return .notOurs("\(error)") }
        guard let stored = try await signed(checkpoint.size), stored.text == note.text else {
            return .notOurs("the log has signed no such checkpoint of \(checkpoint.size) entries")
        }
        let signers: [SignedNote.Signer]
        do throws(NoteError) { signers = try note.verify(with: keys) } catch {
            return .notYours("\(error)")
        }
        let times = try await cosignatureTimes()
        for signer in signers {
            guard let fault = times.fault(of: signer.key.name, at: signer.time) else { continue }
            tally.count("witness_answers", ("outcome", "wrong"))
            return .untimely(fault)
        }
        // Of a key that signed twice the first line alone: its time is the one that was judged.
        for signer in signers {
            guard let signature = note.signatures.first(where: { signer.key.isNamed(by: $0) })
            else { continue }
            cosignatures.add(
                signature, to: stored, size: checkpoint.size, setting: setting.witnessing)
        }
        tally.count("witness_answers", ("outcome", "given"))
        return nil
    }

    /// The newest checkpoint that enough of the witnesses in force have cosigned; nil while there is none.
    package var cosigned: (size: UInt64, note: SignedNote)? {
        cosignatures.cosigned(under: setting.witnessing)
    }

    /// When cosignatures of this log can have been made: since its first entry.
    package func cosignatureTimes() async throws(StoreFailure) -> CosignatureTimes {
        let first = try await store.read { store throws(StoreFailure) in
            try store.entries(.indices([0])).first?.at
        }
        return CosignatureTimes(since: first?.seconds ?? 0, now: now.seconds)
    }

    /// The checkpoint of just this size, as it was signed; nil when there was none.
    private func signed(_ size: UInt64) async throws(StoreFailure) -> SignedNote? {
        let size = Int64(clamping: size)
        let found = try await store.read { store throws(StoreFailure) in
            try store.checkpoint(ofSizeAtLeast: size)
        }
        guard let found, found.size == size else { return nil }
        return try? SignedNote(parsing: found.note)
    }
}

/// Why cosignatures were not taken.
package enum CosignatureRefusal: Error, Sendable, Hashable {
    /// The configuration lists no witness of this agency.
    case noWitness(AgencyID)
    /// What was cosigned is no checkpoint of this log.
    case notOurs(String)
    /// No cosignature is of a witness of this agency, or one does not verify.
    case notYours(String)
    /// A cosignature says a time at which it cannot have been made.
    case untimely(CosignatureTimeFault)
}

extension CosignatureRefusal: CustomStringConvertible {
    /// What is wrong and what to do.
    package var description: String {
        switch self {
        case .noWitness(let agency):
            "No witness is registered for \(agency): ask the operator to list its vkey."
        case .notOurs(let why): "This is no checkpoint of this log: \(why)."
        case .untimely(let fault): "It is not taken: \(fault)."
        case .notYours(let why): "It has no good cosignature of a witness of yours: \(why)."
        }
    }
}
