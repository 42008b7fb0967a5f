// SPDX-License-Identifier: Apache-2.0

import Signing
import Testing
import TransparencyLog
import Wire

/// Keys to sign notes with.
struct NoteKeys {
    let log: NoteSigner
    let witness: NoteSigner

    init(log name: String = "baton.example/log/1") throws {
        log = try NoteSigner(name: try NoteName(name), key: PrivateKey.generate(.ed25519))
        witness = try NoteSigner(
            name: try NoteName("witness.example/w"), type: .cosignature,
            key: PrivateKey.generate(.ed25519))
    }
}

private let text = Array("one line\nanother\n".utf8)

@Suite struct `A signed note` {
    private let keys: NoteKeys

    init() throws { keys = try NoteKeys() }

    @Test func `is verified by the keys that signed it`() throws {
        let note = try SignedNote(
            text: text,
            signatures: [keys.log.sign(text), keys.witness.cosign(text, time: 1_795_000_000)])
        let read = try SignedNote(parsing: note.bytes)
        #expect(read == note)
        let signers = try read.verify(with: [keys.log.verifierKey, keys.witness.verifierKey])
        #expect(signers.map(\.key) == [keys.log.verifierKey, keys.witness.verifierKey])
        #expect(signers.map(\.time) == [nil, 1_795_000_000])
    }

    @Test func `passes over signatures of unknown keys`() throws {
        let stranger = NoteSignature(
            name: try NoteName("stranger"), keyID: 1, bytes: [UInt8](repeating: 0, count: 2420))
        let namesake = NoteSignature(name: keys.log.verifierKey.name, keyID: 1, bytes: [1])
        let note = try SignedNote(
            text: text, signatures: [stranger, namesake, keys.log.sign(text)])
        let signers = try SignedNote(parsing: note.bytes).verify(with: [keys.log.verifierKey])
        #expect(signers.map(\.key) == [keys.log.verifierKey])
        #expect(throws: NoteError.noKnownKey) { try note.verify(with: [keys.witness.verifierKey]) }
        #expect(throws: NoteError.noKnownKey) { try note.verify(with: []) }
    }

    @Test func `is condemned by one bad signature of a known key`() throws {
        let bad = keys.witness.cosign(text + text, time: 1)
        let note = try SignedNote(text: text, signatures: [keys.log.sign(text), bad])
        #expect(throws: NoteError.badSignature(keys.witness.verifierKey.name)) {
            try note.verify(with: [keys.log.verifierKey, keys.witness.verifierKey])
        }
        #expect(try note.verify(with: [keys.log.verifierKey]).count == 1)
        let short = NoteSignature(name: bad.name, keyID: bad.keyID, bytes: [1])
        #expect(throws: NoteError.badSignature(keys.witness.verifierKey.name)) {
            try SignedNote(text: text, signatures: [short])
                .verify(with: [keys.witness.verifierKey])
        }
    }

    @Test func `is condemned when the time of a cosignature was changed`() throws {
        let good = keys.witness.cosign(text, time: 1)
        var bytes = good.bytes
        bytes[7] = 2
        let changed = NoteSignature(name: good.name, keyID: good.keyID, bytes: bytes)
        let note = try SignedNote(text: text, signatures: [changed])
        #expect(throws: NoteError.badSignature(good.name)) {
            try note.verify(with: [keys.witness.verifierKey])
        }
    }

    @Test func `counts a key that signed twice once`() throws {
        let signature = keys.log.sign(text)
        let note = try SignedNote(text: text, signatures: [signature]).adding(signature)
        #expect(try note.verify(with: [keys.log.verifierKey]).count == 1)
    }

    @Test func `may have empty lines in its text`() throws {
        let text = Array("a\n\nb\n\n".utf8)
        let note = try SignedNote(text: text, signatures: [keys.log.sign(text)])
        #expect(try SignedNote(parsing: note.bytes).text == text)
    }

    @Test func `has text of its own kind`() throws {
        let signature = keys.log.sign(text)
        for bad in ["", "no newline", "tab\t\n", "nul\0\n", "return\r\n"] {
            #expect(throws: NoteError.malformedText) {
                try SignedNote(text: Array(bad.utf8), signatures: [signature])
            }
        }
        #expect(throws: NoteError.malformedText) {
            try SignedNote(text: [0xFF, 0x0A], signatures: [signature])
        }
        #expect(throws: NoteError.noSignatures) { try SignedNote(text: text, signatures: []) }
    }

    @Test(arguments: [
        "- a AAAAAAA=", "\u{2014}a AAAAAAA=", "\u{2014} a", "\u{2014} a  AAAAAAA=",
        "\u{2014} a AAAAAAA", "\u{2014} a AAAAAA==", "\u{2014} a AAAA", "\u{2014} a b AAAAAAA=",
        "\u{2014}  AAAAAAA=", "\u{2014} a+b AAAAAAA=", "\u{2014} a\u{A0}b AAAAAAA=",
        "\u{2014} a AAAAAAA= ", "\u{2014} a AAAA-AA=", "",
    ])
    func `is refused with a line that is no signature`(line: String) throws {
        let good = keys.log.sign(text).line
        let note = Array("text\n\n\(good)\n\(line)\n\(good)\n".utf8)
        let refusal: NoteError =
            line.isEmpty ? .noSignatures : .malformedSignature(line: 2)
        if line.isEmpty {
            // An empty line starts the signatures anew, so the text has a signature line in it.
            #expect(try SignedNote(parsing: note).signatures.count == 1)
        } else {
            #expect(throws: refusal) { try SignedNote(parsing: note) }
        }
    }

    @Test(arguments: ["text\n", "text\n\n", "\n\n", "text", "\u{2014} a AAAAAAA=\n"])
    func `is refused without signatures`(note: String) {
        #expect(throws: NoteError.self) { try SignedNote(parsing: Array(note.utf8)) }
    }

    @Test func `takes as many signatures as the limit and no more`() throws {
        let limit = SignedNote.largestSignatureCount
        let signature = keys.log.sign(text)
        let note = try SignedNote(
            text: text, signatures: Array(repeating: signature, count: limit))
        #expect(try SignedNote(parsing: note.bytes) == note)
        #expect(throws: NoteError.tooManySignatures(limit + 1)) { try note.adding(signature) }
        let longer = note.bytes + Array((signature.line + "\n").utf8)
        #expect(throws: NoteError.tooManySignatures(limit + 1)) {
            try SignedNote(parsing: longer)
        }
    }

    @Test func `takes as many bytes as the limit and no more`() throws {
        let line = "\n" + keys.log.sign(text).line + "\n"
        let room = SignedNote.largestByteCount - line.utf8.count - 1
        let longest = Array((String(repeating: "a", count: room) + "\n" + line).utf8)
        #expect(try SignedNote(parsing: longest).signatures.count == 1)
        #expect(throws: NoteError.tooLong(longest.count + 1)) {
            try SignedNote(parsing: [0x61] + longest)
        }
    }
}

@Suite struct `A key for notes` {
    @Test func `comes back from what is published of it`() throws {
        let keys = try NoteKeys()
        for key in [keys.log.verifierKey, keys.witness.verifierKey] {
            let read = try NoteVerifierKey(vkey: key.vkey)
            #expect(read == key)
            #expect(read.vkey == key.vkey)
        }
    }

    @Test(arguments: [
        "", "a", "a+530d903a", "a+530D903A+AA==", "a+530d903+AA==", "a+530d903a+", "a+530d903a+A",
    ])
    func `is refused when it is malformed`(vkey: String) {
        #expect(throws: NoteKeyError.malformedKey) { try NoteVerifierKey(vkey: vkey) }
    }

    @Test func `is refused when name, type or key do not fit its identifier`() throws {
        let good = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
        #expect(try NoteVerifierKey(vkey: good).keyID == 0x530d_903a)
        let bad = good.replacing("foo", with: "fou")
        let error = #expect(throws: NoteKeyError.self) { try NoteVerifierKey(vkey: bad) }
        guard case .wrongIdentifier(0x530d_903a, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `is refused when its type is not spoken`() throws {
        let name = "a"
        let encoded: [UInt8] = [0x06] + [UInt8](repeating: 1, count: 1312)
        let digest = SHA256.digest(ofPieces: Array(name.utf8), [0x0A], encoded)
        let vkey = "a+\(Hex.encode(digest.bytes.prefix(4)))+\(Base64.encode(encoded))"
        #expect(throws: NoteKeyError.unknownType(6)) { try NoteVerifierKey(vkey: vkey) }
    }

    @Test func `is refused when it is no safe Ed25519 key`() throws {
        let encoded: [UInt8] = [0x01] + [UInt8](repeating: 0, count: 32)
        let digest = SHA256.digest(ofPieces: Array("a".utf8), [0x0A], encoded)
        let vkey = "a+\(Hex.encode(digest.bytes.prefix(4)))+\(Base64.encode(encoded))"
        #expect(throws: NoteKeyError.unusable) { try NoteVerifierKey(vkey: vkey) }
        let name = try NoteName("a")
        #expect(throws: NoteKeyError.unusable) {
            try NoteSigner(name: name, key: PrivateKey.generate(.p256))
        }
    }

    @Test(arguments: ["", "a b", "a+b", "a\tb", "a\nb", "a\u{2003}b", "a\u{7F}"])
    func `has a name without spaces and plus signs`(name: String) {
        #expect(throws: NoteKeyError.malformedName(name)) { try NoteName(name) }
    }

    @Test func `has a name within its limit`() throws {
        let longest = String(repeating: "a", count: NoteName.largestByteCount)
        #expect(try NoteName(longest).text == longest)
        #expect(throws: NoteKeyError.malformedName(longest + "a")) { try NoteName(longest + "a") }
    }

    @Test func `of a log does not sign as a witness`() async {
        await #expect(processExitsWith: .failure) { _ = try NoteKeys().log.cosign([], time: 1) }
        await #expect(processExitsWith: .failure) { _ = try NoteKeys().witness.sign([]) }
    }
}
