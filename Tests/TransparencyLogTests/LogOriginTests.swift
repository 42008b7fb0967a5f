// SPDX-License-Identifier: Apache-2.0

import Signing
import Testing
import TransparencyLog

@Suite struct `The origin of a log` {
    @Test func `is kept with its gaps and read back`() {
        var origin = LogOrigin("baton.example/log")
        #expect(origin.kept == "baton.example/log")
        #expect(LogOrigin(kept: origin.kept) == origin)
        origin.goOn(as: 2, from: 0)
        origin.goOn(as: 5, from: 12)
        #expect(origin.current == "baton.example/log/5")
        #expect(LogOrigin(kept: origin.kept) == origin)
    }

    @Test(arguments: [
        "log\n2", "log\n2 x", "log\n1 4", "log\n3 4\n2 5", "log\n2 4\n3 4", "log\n2 4 ",
        "log\n2 -1",
    ])
    func `is not read from anything else`(_ text: String) {
        #expect(LogOrigin(kept: text) == nil)
    }

    @Test func `has a number among those of its base`() {
        #expect(LogOrigin.number(of: "a/log", base: "a/log") == 1)
        #expect(LogOrigin.number(of: "a/log/2", base: "a/log") == 2)
        for other in [
            "a/log/1", "a/log/02", "a/log/+2", "a/log/2/3", "a/log2", "b/log/2", "a/log/",
        ] {
            #expect(LogOrigin.number(of: other, base: "a/log") == nil)
        }
    }
}

@Suite struct `The keys of a log` {
    private let old: NoteSigner
    private let new: NoteSigner
    private let keys: LogKeys

    init() throws {
        let name = try NoteName("baton.example/log")
        old = try NoteSigner(name: name, key: .generate(.ed25519))
        new = try NoteSigner(name: name, key: .generate(.ed25519))
        keys = LogKeys(new.verifierKey, older: [old.verifierKey])
    }

    private func checkpoint(_ origin: String) throws -> Checkpoint {
        Checkpoint(
            origin: try NoteName(origin), size: 1, root: MerkleTree.leafHash(of: [1]))
    }

    @Test func `are each enough, and who pins one reads what both signed`() throws {
        let checkpoint = try checkpoint("baton.example/log")
        for signers in [[old], [new], [new, old]] {
            let note = checkpoint.signed(by: signers)
            #expect(try keys.verify(note).checkpoint == checkpoint)
            #expect(try keys.verify(note).witnesses.isEmpty)
        }
        let both = checkpoint.signed(by: new, old)
        for key in [old, new] {
            #expect(try Checkpoint.verify(both, log: key.verifierKey).checkpoint == checkpoint)
        }
    }

    @Test func `sign under the origins that the log goes on under`() throws {
        let next = try checkpoint("baton.example/log/2")
        let note = next.signed(by: new.following(to: next.origin))
        #expect(try keys.verify(note).checkpoint == next)
        let other = try checkpoint("other.example/log")
        let stray = other.signed(by: try NoteSigner(name: other.origin, key: .generate(.ed25519)))
        #expect(throws: CheckpointError.otherOrigin(other.origin)) { try keys.verify(stray) }
    }

    @Test func `do not answer for a signature of another key, nor pass over a bad one`() throws {
        let checkpoint = try checkpoint("baton.example/log")
        let stranger = try NoteSigner(name: checkpoint.origin, key: .generate(.ed25519))
        #expect(throws: CheckpointError.note(.noKnownKey)) {
            try keys.verify(checkpoint.signed(by: stranger))
        }
        let bad = NoteSignature(
            name: checkpoint.origin, keyID: old.verifierKey.keyID,
            bytes: [UInt8](repeating: 1, count: 64))
        let note = try SignedNote(
            text: checkpoint.text, signatures: [new.sign(checkpoint.text), bad])
        #expect(throws: CheckpointError.note(.badSignature(checkpoint.origin))) {
            try keys.verify(note)
        }
    }

    @Test func `are the same whichever origin of the log they were given under`() throws {
        let name = try NoteName("\(keys.current.name.text)/3")
        let later = try #require(keys.current.following(to: name))
        let given = try #require(LogKeys(given: [later, keys.current] + keys.older))
        #expect(given == keys)
        #expect(LogKeys(given: [later])?.current == keys.current)
        #expect(LogKeys(given: []) == nil)
        let other = try NoteSigner(name: NoteName("other.example/log"), key: .generate(.ed25519))
        #expect(LogKeys(given: [keys.current, other.verifierKey]) == nil)
    }
}
