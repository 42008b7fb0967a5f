// SPDX-License-Identifier: Apache-2.0

import Signing
import TransparencyLog

/// Any bytes, read as all that passes between a log, its witnesses and whoever audits it: what
/// `POST /log/cosignatures` takes, what a witness answers, and what `baton` is given to verify.
///
/// What can be read gives itself back, byte for byte, and nothing made up is ever believed.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzNote(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: bytes, count: count))
    readNote(input)
    readProofs(input)
    readBundle(input)
    climb(input)
    _ = try? WitnessPolicy(parsing: input)
    return 0
}

private func readNote(_ input: [UInt8]) {
    precondition(House.asked.cosigned(by: House.witness, answering: input) == nil, "believed")
    _ = AddCheckpoint.size(input)
    guard let note = try? SignedNote(parsing: input) else { return }
    precondition(note.bytes == input, "a note is not what it was read from")
    let signers = try? note.verify(with: [House.log, House.witness])
    precondition(signers == nil, "a note was believed")
    guard let checkpoint = try? Checkpoint(text: note.text) else { return }
    precondition(checkpoint.text == note.text, "a checkpoint is not what it was read from")
}

private func readProofs(_ input: [UInt8]) {
    if let proof = try? LogProof(parsing: input) {
        precondition(proof.bytes == input, "a proof is not what it was read from")
        precondition((try? proof.check(leaf: House.leaf, log: House.log)) == nil, "believed")
    }
    if let conflict = try? LogConflict(parsing: input) {
        precondition(conflict.bytes == input, "a conflict is not what it was read from")
        precondition((try? conflict.check(log: LogKeys(House.log))) == nil, "believed")
    }
}

/// A byte that says how many entries there are, and the bundle.
private func readBundle(_ input: [UInt8]) {
    guard let first = input.first else { return }
    let bytes = Array(input.dropFirst())
    guard let entries = try? EntryBundle.decode(bytes, count: Int(first)) else { return }
    let again = try? EntryBundle.encode(entries)
    precondition(again == bytes, "a bundle is not what it was read from")
}

/// Two sizes of eight bytes each, and hashes of thirty-two: no way leads from one root to another.
private func climb(_ input: [UInt8]) {
    guard input.count >= 16 else { return }
    let one = input[0..<8].reduce(0) { $0 << 8 | UInt64($1) }
    let other = input[8..<16].reduce(0) { $0 << 8 | UInt64($1) }
    let hashes = stride(from: 16, through: input.count - 32, by: 32).compactMap {
        SHA256Digest(bytes: Array(input[$0..<($0 + 32)]))
    }
    let consistency = ConsistencyProof(oldSize: one, newSize: other, hashes: hashes)
    precondition(
        (try? consistency.check(oldRoot: House.leaf, newRoot: House.root)) == nil, "consistent")
    let inclusion = InclusionProof(index: one, size: other, hashes: hashes)
    precondition((try? inclusion.check(leaf: House.leaf, root: House.root)) == nil, "included")
}

/// A log and a witness that never signed what is made up.
private enum House {
    static let leaf = SHA256.digest(of: [0])
    static let root = SHA256.digest(of: [1])
    static let signer = must { () throws(NoteKeyError) in
        try NoteSigner(name: name("baton.example/log"), key: PrivateKey.generate(.ed25519))
    }
    static let log = signer.verifierKey
    static let witness = must { () throws(NoteKeyError) in
        try NoteSigner(
            name: name("witness.example/w"), type: .cosignature,
            key: PrivateKey.generate(.ed25519)
        ).verifierKey
    }
    static let asked = AddCheckpoint(
        oldSize: 0, proof: [],
        checkpoint: Checkpoint(origin: log.name, size: 1, root: root).signed(by: signer))

    private static func name(_ text: String) -> NoteName {
        must { () throws(NoteKeyError) in try NoteName(text) }
    }

    private static func must<Made, Failure: Error>(_ make: () throws(Failure) -> Made) -> Made {
        do { return try make() } catch { fatalError("\(error)") }
    }
}
