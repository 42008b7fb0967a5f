// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Foundation
import Programs
import Signing
import Testing
import TransparencyLog

extension Torture {
    /// Row R09 of the acceptance table, beside the flipped bit.
    @Suite struct `A store that was damaged at rest` {
        @Test func `by a page of zeros serves nothing wrong, and fsck finds it`() async throws {
            var dice = Dice(for: "a page of zeros")
            try await withTown { town, poster, exchange in
                let rest = try StoreAtRest(town)
                var pages = rest.pages
                if !Torture.isLong {
                    // The first page is the file's own description.
                    pages = [0] + pages.dropFirst().shuffled(using: &dice).prefix(3)
                }
                var ways: [Way: Int] = [:]
                for page in pages {
                    try rest.put(database: rest.zeroing(page))
                    let found = try town.inspected()
                    #expect(found.status == 65, "page \(page): \(found.output)")
                    #expect(found.output.contains("restore the newest backup"), "page \(page)")
                    try rest.put(database: rest.zeroing(page))
                    ways[try await serve(page, town, poster, exchange), default: 0] += 1
                }
                Torture.report(
                    "a page of zeros: \(pages.count) pages, all found by fsck; the start refused "
                        + "\(ways[.refused] ?? 0), the first read of it ended the daemon for "
                        + "\(ways[.ended] ?? 0), \(ways[.served] ?? 0) were not needed to answer")
                try rest.put()
                #expect(try town.fsck() == nil)
            }
        }

        /// What a daemon does on a damaged store.
        private enum Way { case refused, ended, served }

        /// Starts on a damaged store and asks for everything; no answer may be a wrong one.
        private func serve(
            _ page: Int, _ town: Town, _ poster: Poster, _ exchange: Exchange
        ) async throws -> Way {
            let daemon = try Batond(town)
            #expect(try await Wait.until(120) { !daemon.isRunning || daemon.isReady })
            guard daemon.isRunning else {
                let ending = try await daemon.end()
                #expect([74, 78].contains { ending == .exit($0) }, "page \(page): \(daemon.said)")
                #expect(daemon.said.contains("estore "), "page \(page): \(daemon.said)")
                return .refused
            }
            let (sender, recipient) = (
                Caller(try town.node(.police), over: exchange),
                Caller(try town.node(.council), over: exchange)
            )
            for promise in poster.journal.acknowledgements {
                let receipt = try? await sender.get(promise.location, accept: "*/*")
                let path = "/messages/\(promise.sent.token)?iss=\(promise.sent.message.issuer)"
                let copy = try? await recipient.get(path, accept: "application/secevent+jwt")
                for (answer, right) in [
                    (receipt, promise.receipt), (copy, promise.sent.message.jws.token),
                ] {
                    guard let answer, answer.status != 503 else { continue }
                    #expect(answer.status == 200 && answer.body == right, "page \(page)")
                }
            }
            let ending = try await daemon.stop()
            #expect([0, 74].contains { ending == .exit($0) }, "page \(page): \(daemon.said)")
            guard ending == .exit(74) else { return .served }
            #expect(daemon.said.contains("batond fsck"), "page \(page): \(daemon.said)")
            return .ended
        }

        @Test func `by a cut in its file is refused`() async throws {
            try await withTown { town, _, _ in
                let rest = try StoreAtRest(town)
                let whole = rest.database
                let (page, all) = (StoreAtRest.pageBytes, whole.count)
                for count in [0, page / 2, page, all / page / 2 * page, all - page / 2, all - page]
                {
                    try rest.put(database: whole.prefix(count))
                    let found = try town.inspected()
                    #expect(found.status == 65, "\(count) bytes: \(found.output)")
                    #expect(found.output.contains("estore "))
                    try rest.put(database: whole.prefix(count))
                    let daemon = try Batond(town)
                    let ending = try await daemon.end()
                    // With nothing left it is a store without entries, and so behind its checkpoint.
                    #expect(ending == .exit(count == 0 ? 78 : 74), "\(count): \(daemon.said)")
                    #expect(daemon.said.contains("estore "), "\(count) bytes: \(daemon.said)")
                }
                try rest.put()
                #expect(try town.fsck() == nil)
            }
        }

        private func withTown(
            _ body: (Town, Poster, Exchange) async throws -> Void
        ) async throws {
            let town = try Town()
            defer { town.leave() }
            try await Exchange.withHTTP(isPatient: false) { exchange in
                let poster = try Poster(town, over: exchange)
                let daemon = try await Batond.ready(town)
                #expect(try await poster.post(Torture.rounds(short: 8, long: 40)).accepted > 7)
                #expect(try await daemon.stop() == .exit(0))
                try await body(town, poster, exchange)
            }
        }
    }

    /// Row R09: what the daemon had written when it was killed is not all there any more.
    @Suite struct `A write-ahead log that was damaged at rest` {
        /// So few that none of them was moved into the database: all frames of the log are in force.
        private static let messages = 30

        @Test func `is never served as if nothing had been lost`() async throws {
            let town = try Town()
            defer { town.leave() }
            try await Exchange.withHTTP(isPatient: false) { exchange in
                let poster = try Poster(town, over: exchange)
                let daemon = try await Batond.ready(town)
                #expect(try await poster.post(Self.messages).accepted == Self.messages)
                let size = try await newest(town, exchange)
                #expect(try await Wait.until(120) { try kept(town) == size })
                try await daemon.kill()
                let rest = try StoreAtRest(town)
                for (name, log) in damaged(rest.log) {
                    try rest.put(log: log)
                    let found = try town.inspected()
                    #expect(found.status == 65, "\(name): \(found.output)")
                    #expect(found.output.contains("the store went back in time"), "\(name)")
                    try rest.put(log: log)
                    // Not at the first start and not at the next: nothing is ever signed on it.
                    for _ in 0..<2 {
                        let refused = try Batond(town)
                        let ending = try await refused.end()
                        #expect(ending == .exit(78), "\(name): \(refused.said)")
                        #expect(refused.said.contains("the store went back in time"), "\(name)")
                        #expect(refused.said.contains("Restore a newer backup"), "\(name)")
                    }
                    #expect(
                        try Data(contentsOf: town.file("baton.db.checkpoint")) == rest.checkpoint)
                }
                try rest.put()
                let last = try await Batond.ready(town)
                #expect(
                    try await Auditor(town, over: exchange).complaints(about: poster.journal) == [])
                #expect(try await last.stop() == .exit(0))
            }
        }

        /// Cut at its tail and in the middle, altered in the middle, and gone.
        private func damaged(_ log: Data) -> [(String, Data)] {
            let frame = StoreAtRest.frameBytes
            let middle = StoreAtRest.logHeaderBytes + log.count / frame / 2 * frame
            var altered = log
            altered[middle + frame / 2] ^= 1
            return [
                ("cut in its last frame", log.prefix(log.count - frame / 2)),
                ("without its last frame", log.prefix(log.count - frame)),
                ("cut in the middle", log.prefix(middle)), ("altered in the middle", altered),
                ("gone", Data()),
            ]
        }

        private func newest(_ town: Town, _ exchange: Exchange) async throws -> UInt64 {
            try await PublicLog(Caller(try town.node(.police), over: exchange)).checkpoint.size
        }

        /// How many entries the checkpoint outside the store vouches for.
        private func kept(_ town: Town) throws -> UInt64? {
            let text = try? String(contentsOf: town.file("baton.db.checkpoint"), encoding: .utf8)
            let lines = (text ?? "").split(separator: "\n")
            return lines.count > 1 ? UInt64(lines[1]) : nil
        }
    }
}
