// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Foundation
import Programs
import Signing
import Testing

extension Torture {
    /// Row R09 of the acceptance table: one bit of what is stored is another than was written.
    @Suite struct `A bit that was flipped at rest` {
        @Test func `is found by fsck, which names where and what`() async throws {
            var dice = Dice(for: "a flipped bit")
            let town = try Town()
            defer { town.leave() }
            // Two entries a referral, and more than the 256 of which the tree keeps a hash.
            try await fill(town, referrals: 140)
            let rest = try StoreAtRest(town)
            var flips = 0
            for kind in KeptBytes.all {
                let keys = try StoreRows.of(town) { try kind.keys($0) }
                #expect(!keys.isEmpty, "nothing is kept of \(kind.name)")
                let some = keys.shuffled(using: &dice).prefix(Torture.rounds(short: 1, long: 12))
                for key in some {
                    try rest.flip(kind, key, &dice)
                    let found = try town.inspected()
                    #expect(found.status == 65, "\(kind.name) of \(key): \(found.output)")
                    let isNamed = kind.words(key).contains(where: found.output.contains)
                    #expect(isNamed, "\(kind.name) of \(key): \(found.output.prefix(2_000))")
                    flips += 1
                    try rest.put()
                }
            }
            #expect(try town.fsck() == nil)
            Torture.report(
                "a flipped bit: \(flips) flips, one at a time, in \(KeptBytes.all.count) kinds of "
                    + "what is stored, each found by fsck with its place and cause; clean without")
        }

        private func fill(_ town: Town, referrals: Int) async throws {
            try await Exchange.withHTTP(isPatient: false) { exchange in
                let poster = try Poster(town, over: exchange)
                let daemon = try await Batond.ready(town)
                #expect(try await poster.post(referrals).accepted == referrals)
                #expect(try await daemon.stop() == .exit(0))
            }
        }

        @Test func `of a message is found at its first read, and never served`() async throws {
            var dice = Dice(for: "a flipped bit that is read")
            let town = try Town()
            defer { town.leave() }
            let count = Torture.rounds(short: 2, long: 12)
            try await Exchange.withHTTP(isPatient: false) { exchange in
                let poster = try Poster(town, over: exchange)
                var daemon = try await Batond.ready(town)
                #expect(try await poster.post(count * 3).accepted == count * 3)
                #expect(try await daemon.stop() == .exit(0))
                let promises = poster.journal.acknowledgements.shuffled(using: &dice)
                let flipped = Array(promises.prefix(count))
                let rest = try StoreAtRest(town)
                let bodies = try #require(KeptBytes.all.first { $0.name == "messages" })
                for promise in flipped {
                    let index = try Self.index(of: promise, town)
                    try rest.flip(bodies, Int64(index), &dice, keepsOthers: true)
                }
                daemon = try await Batond.ready(town)
                let recipient = Caller(try town.node(.council), over: exchange)
                for promise in promises {
                    let isFlipped = flipped.contains { $0.sent.token == promise.sent.token }
                    let answer = try await recipient.get(
                        "/messages/\(promise.sent.token)?iss=\(promise.sent.message.issuer)",
                        accept: "application/secevent+jwt")
                    let isWhole =
                        answer.status == 200 && answer.body == promise.sent.message.jws.token
                    #expect(isWhole != isFlipped && (isWhole || answer.status == 503))
                }
                for promise in flipped {
                    let index = try Self.index(of: promise, town)
                    #expect(daemon.said.contains("entry \(index): its message does not open"))
                }
                #expect(daemon.said.contains("the store is damaged: run `batond fsck`"))
                #expect(try polled(town) == count * 2, "the others are handed out")
                let damagedReads = daemon.gauge("baton_damaged_reads_total") ?? 0
                #expect(damagedReads >= count)
                // Nobody had to ask: the inspection in the background names them too.
                let isTold = try await Wait.until(60) {
                    daemon.gauge("baton_inspection_faults") == count
                }
                #expect(isTold)
                #expect(daemon.said.contains("what is stored is not what the log says"))
                #expect(try await daemon.stop() == .exit(0))
            }
            Torture.report(
                "a flipped bit that is read: \(count) of \(count * 3) messages flipped, \(count) refused "
                    + "at first read with 503, journal and metric; the other \(count * 2) byte for byte; "
                    + "the inspection in the background found \(count)")
        }

        /// How many messages the council is handed out of its mailbox.
        private func polled(_ town: Town) throws -> Int {
            let words = ["poll", "--json", "--node", "demo/nodes/council.json"]
            return try town.baton(words).output.split(separator: "\n")
                .count { $0.hasPrefix("{") }
        }

        private static func index(of promise: Acknowledgement, _ town: Town) throws -> UInt64 {
            let report = ReceiptCheck(
                promise.receipt, message: promise.sent.message,
                logKey: try town.node(.police).pinnedLogKeys()
            ).report()
            return try #require(report.index)
        }
    }
}

extension StoreAtRest {
    /// The shortest run of bytes by which a value is looked for, and the most places of each.
    private static let window = (bytes: 12, places: 1_024, tries: 200)

    /// Flips one bit of a value where it stands in the file.
    ///
    /// A long value goes on in pages of its own, and the file may hold what was moved elsewhere: so a
    /// bit is flipped where some bytes of the value stand, and what SQL reads then must be another value.
    ///
    /// - Parameter keepsOthers: whether the file is taken as it is now, with what was flipped before.
    func flip(
        _ kind: KeptBytes, _ key: Int64, _ dice: inout Dice, keepsOthers: Bool = false
    ) throws {
        let before = keepsOthers ? try current() : database
        try put(database: before)
        guard let value = try StoreRows.of(town, { kind.value(key, $0) }) else {
            throw Trouble("\(kind.name) of \(key): not there")
        }
        for _ in 0..<Self.window.tries {
            let start = Int.random(in: 0...value.count - Self.window.bytes, using: &dice)
            let sought = value.dropFirst(start).prefix(Self.window.bytes)
            let (byte, bit) = (
                Int.random(in: 0..<Self.window.bytes, using: &dice),
                UInt8(1) << UInt8.random(in: 0..<8, using: &dice)
            )
            for place in before.places(of: Data(sought), atMost: Self.window.places) {
                var bytes = before
                bytes[place + byte] ^= bit
                try put(database: bytes)
                let now = try? StoreRows.of(town) { kind.value(key, $0) }
                if let now, now != value { return }
            }
        }
        throw Trouble("\(kind.name) of \(key): not found in the file")
    }

    /// The database as it stands in its place now.
    private func current() throws -> Data { try Data(contentsOf: town.file("baton.db")) }
}

extension Data {
    /// Where some bytes stand.
    fileprivate func places(of sought: Data, atMost limit: Int) -> [Int] {
        var (found, rest) = ([Int](), startIndex..<endIndex)
        while found.count < limit, let range = range(of: sought, in: rest) {
            found.append(range.lowerBound)
            rest = range.lowerBound + 1..<endIndex
        }
        return found
    }
}
