// SPDX-License-Identifier: Apache-2.0

import Ledger
import Safeguarding
import Signing
import Testing
import Wire

@Suite struct `The salts of an entry` {
    @Test func `are HMACs under its secret, each of its own label`() {
        let salts = EntrySalts(secret: Samples.secret)
        #expect(salts.facts.bytes == ByHand.hmac(Array("facts".utf8), key: Samples.secret))
        for (number, bytes): (Int, [UInt8]) in [
            (0, [0, 0, 0, 0]), (1, [0, 0, 0, 1]), (0x0102_0304, [1, 2, 3, 4]),
        ] {
            #expect(
                salts.part(number).bytes
                    == ByHand.hmac(Array("part".utf8) + bytes, key: Samples.secret))
        }
    }

    @Test func `differ by secret`() {
        let other = EntrySalts(secret: Samples.secret.reversed())
        #expect(other.facts != EntrySalts(secret: Samples.secret).facts)
    }

    @Test func `are drawn from 32 bytes and nothing else`() async {
        await #expect(processExitsWith: .failure) {
            _ = EntrySalts(secret: [UInt8](repeating: 0, count: 31))
        }
        await #expect(processExitsWith: .failure) {
            _ = EntrySalts(secret: [UInt8](repeating: 0, count: 33))
        }
    }
}

@Suite struct `An entry` {
    let samples: Samples

    init() throws { samples = try Samples() }

    @Test func `is a canonical leaf of four members and nothing else`() throws {
        let entry = samples.entry(parts: 2)
        let commitment = Base64URL.encode(entry.commitment.bytes)
        #expect(
            String(decoding: entry.leaf, as: UTF8.self)
                == #"{"at":1795597200000,"facts":"\#(commitment)","p":1,"v":1}"#)
        #expect(throws: Never.self) { try canonicalJSON(entry.leaf) }
        #expect(entry.leafHash.bytes == ByHand.leafHash(entry.leaf))
    }

    @Test func `commits to its facts under their salt`() {
        for facts in samples.facts {
            let entry = samples.entry(Happening(facts))
            let salt = ByHand.hmac(Array("facts".utf8), key: Samples.secret)
            #expect(entry.commitment.bytes == ByHand.sha256(salt, entry.facts))
        }
    }

    @Test func `says nothing of its parts when there are none`() throws {
        let entry = samples.entry(parts: 0)
        #expect(try canonicalJSON(entry.facts)["parts"] == nil)
        #expect(entry.partLeaves == [])
        #expect(entry.disclosure(ofPart: 0) == entry.disclosure)
    }

    @Test(arguments: 1...6)
    func `commits to the root over its salted parts`(_ count: Int) throws {
        let entry = samples.entry(parts: count)
        let leaves = entry.parts.enumerated().map { number, part in
            let salt = ByHand.hmac(
                Array("part".utf8) + [0, 0, 0, UInt8(number)], key: entry.secret)
            return ByHand.sha256([0], salt, part)
        }
        #expect(entry.partLeaves.map(\.bytes) == leaves)
        #expect(try canonicalJSON(entry.facts)["parts"]?.bytes == ByHand.root(leaves))
    }

    @Test(arguments: 1...6)
    func `discloses each of its parts alone, so that it can be verified`(_ count: Int) throws {
        let entry = samples.entry(parts: count)
        for number in 0..<count {
            let shown = entry.disclosure(ofPart: number)
            let part = try #require(shown["part"])
            let salt = try #require(shown["part_salt"]?.bytes)
            let path = try #require(shown["path"]?.array).map { try #require($0.bytes) }
            let root = ByHand.root(
                from: ByHand.sha256([0], salt, part.canonical), at: number, of: count, path: path)
            #expect(root == shown["facts"]?["parts"]?.bytes)
            #expect(shown["part_number"]?.integer == Int64(number))
            let facts = try #require(shown["facts"]).canonical
            let factsSalt = try #require(shown["facts_salt"]?.bytes)
            #expect(shown["entry"]?["facts"]?.bytes == ByHand.sha256(factsSalt, facts))
            #expect(shown["entry"]?.canonical == entry.leaf)
            #expect(shown["index"]?.integer == 3)
        }
    }

    @Test func `discloses neither its secret nor another part`() throws {
        let entry = samples.entry(parts: 4)
        let text = entry.disclosure(ofPart: 1).text
        #expect(!text.contains(Base64URL.encode(entry.secret)))
        for number in [0, 2, 3] {
            #expect(!text.contains(Base64URL.encode(entry.salts.part(number).bytes)))
        }
        #expect(entry.disclosure["part"] == nil && entry.disclosure["path"] == nil)
        #expect(entry.factsJSON.canonical == entry.facts)
        #expect(entry.partJSON(1).canonical == entry.parts[1])
    }

    @Test func `differs for the same facts under another secret`() {
        let one = samples.entry(Happening(.judged))
        let other = samples.entry(Happening(.judged), secret: Samples.secret.reversed())
        #expect(one.facts == other.facts)
        #expect(one.commitment != other.commitment)
    }

    @Test func `keeps its leaf when its facts are gone`() {
        let entry = samples.entry(parts: 3)
        let purged = LedgerEntry(
            restoring: entry.index, at: entry.at, partnership: entry.partnership,
            commitment: entry.commitment, secret: entry.secret, facts: [], parts: [])
        #expect(purged.leaf == entry.leaf)
        #expect(purged.factsJSON == .null)
    }
}
