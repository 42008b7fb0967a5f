// SPDX-License-Identifier: Apache-2.0

import Ledger
import Relay
import Safeguarding
import Signing
import StoreContract
import Testing
import TransparencyLog

@testable import SQLiteStore

@Suite struct `Kept particulars` {
    @Test func `are read back as they were written`() throws {
        let whole = SampleMessage(1, from: Sample.police, to: []).attachment.particulars
        let none = Particulars(restoring: [:], subjects: [], pseudonyms: [], indexKey: 9)
        for particulars in [try #require(whole), none] {
            let bytes = KeptParticulars.bytes(of: particulars)
            let again = try KeptParticulars.particulars(
                from: bytes, indexKey: particulars.indexKey)
            #expect(again == particulars)
        }
    }

    @Test(arguments: ["", "[", #"{"v":{"a":1}}"#, #"{"s":["x"]}"#, #"{"p":[["a","b"]]}"#])
    func `that are something else are damage`(_ text: String) {
        #expect(throws: StoreFailure.self) {
            _ = try KeptParticulars.particulars(from: Array(text.utf8), indexKey: 1)
        }
    }

    /// Each is one bit away from what was written, and would be read as the same or as nothing.
    @Test(arguments: [
        (#""v":"#, #""w":"#), (#""s":"#, #""r":"#), (#""p":"#, #""q":"#), ("9a4-", "9A4-"),
        ("d81a", "d81A"),
    ])
    func `are damaged where a bit is another`(written: String, altered: String) throws {
        let kept =
            #"{"p":[[0,"3v5C18m5mk8SzPA5FwbIWQ"]],"s":["3b2719a4-3028-4911-abc5-4fba7e06d81a"],"#
            + #""v":{"urgency":"routine"}}"#
        _ = try KeptParticulars.particulars(from: Array(kept.utf8), indexKey: 1)
        let other = kept.replacing(written, with: altered)
        #expect(other != kept)
        #expect(throws: StoreFailure.self) {
            _ = try KeptParticulars.particulars(from: Array(other.utf8), indexKey: 1)
        }
    }
}

@Suite struct `A kept frontier` {
    @Test(arguments: [0, 1, 2, 3, 255, 256, 1_000])
    func `is read back as it was written`(_ size: Int) throws {
        var frontier = Frontier()
        for leaf in 0..<size {
            _ = frontier.append(SHA256.digest(of: Array("\(leaf)".utf8)))
        }
        let bytes = KeptFrontier.bytes(of: frontier)
        #expect(try KeptFrontier.frontier(size: Int64(size), from: bytes) == frontier)
        #expect(throws: StoreFailure.self) {
            _ = try KeptFrontier.frontier(size: Int64(size), from: bytes + [0])
        }
    }
}

@Suite struct `The bytes of a thread's name` {
    @Test func `are those of its UUID`() throws {
        let thread = try ThreadID("0123abcd-4567-89ef-fedc-ba9876543210")
        #expect(
            thread.bytes == [
                0x01, 0x23, 0xAB, 0xCD, 0x45, 0x67, 0x89, 0xEF, 0xFE, 0xDC, 0xBA, 0x98, 0x76,
                0x54, 0x32, 0x10,
            ])
    }
}
