// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Foundation
import Programs
import Testing
import TransparencyLog

extension Torture {
    /// Row S03 of the acceptance table: one origin, one key, and two histories for two audiences.
    @Suite struct `A log with two histories` {
        private let ours: Town
        private let theirs: Town

        init() throws {
            ours = try Town()
            theirs = try Town(twinOf: ours)
        }

        /// Sends referrals by one of the two daemons, each another; how many were taken.
        private func send(_ count: Int, _ town: Town) async throws -> Int {
            try await Exchange.withHTTP(isPatient: false) { exchange in
                let poster = try Poster(town, over: exchange)
                return try await poster.post(count, inFlight: 1).accepted
            }
        }

        /// Runs `baton` where both towns can be named.
        private func baton(_ words: String...) throws -> Program.Ending {
            try ours.baton(words)
        }

        private static let node = "demo/nodes/police.json"

        @Test(arguments: [(1, 1), (1, 6), (9, 2)])
        func `is proven by what it showed to each`(_ first: Int, _ second: Int) async throws {
            defer {
                ours.leave()
                theirs.leave()
            }
            // Both begin with the same entries: the state was copied, and both go on.
            let common = try await Batond.ready(ours)
            #expect(try await send(3, ours) == 3)
            #expect(try await common.stop() == .exit(0))
            try theirs.takeState(of: ours)
            let (one, other) = (try await Batond.ready(ours), try await Batond.ready(theirs))
            #expect(try await send(first, ours) == first)
            #expect(try await send(second, theirs) == second)
            let twin = theirs.folder.appending(path: Self.node).path
            let copies = [
                try baton("log", "mirror", "ours", "--node", Self.node),
                try baton("log", "mirror", "theirs", "--node", twin),
            ]
            #expect(
                copies.map(\.status) == [0, 0], "each is good for who sees no other: \(copies)")
            // Who knows one of them and is shown the other finds out alone.
            let shown = try baton("log", "mirror", "ours", "--node", twin)
            #expect(shown.status == 65, "\(shown.output)")
            #expect(try await one.stop() == .exit(0))
            #expect(try await other.stop() == .exit(0))
            try compareAndVerify()
            let sizes = [first, second].map { "\($0)" }.joined(separator: " and ")
            Torture.report(
                "two histories of one origin, \(sizes) referrals after what they share: 65 by `log "
                    + "compare`, "
                    + "the proof verified offline, \(try proofBytes()) bytes; a mirror of one that is "
                    + "shown the other: 65")
        }

        private func proofBytes() throws -> Int {
            try Data(contentsOf: ours.folder.appending(path: "proof.log-conflict")).count
        }

        /// With no daemon running.
        private func compareAndVerify() throws {
            let compared = try baton(
                "log", "compare", "ours", "theirs", "-o", "proof.log-conflict", "--node", Self.node)
            #expect(compared.status == 65)
            #expect(
                compared.output.contains("THE LOG CONTRADICTS ITSELF"), "\(compared.output)")
            let key = try ours.node(.police).pinnedLogKeys().current.vkey
            let verified = try baton("verify", "proof.log-conflict", "--vkey", key)
            #expect(verified.status == 0, "\(verified.output)")
            #expect(verified.output.contains("the two cannot both be true"), "\(verified.output)")
            // It proves nothing of another log, and nothing once a letter of it is another.
            let stranger = try Town()
            defer { stranger.leave() }
            let otherKey = try stranger.node(.police).pinnedLogKeys().current.vkey
            #expect(try baton("verify", "proof.log-conflict", "--vkey", otherKey).status == 65)
            var dice = Dice(for: "a proof of misbehaviour")
            let proof = try Data(contentsOf: ours.folder.appending(path: "proof.log-conflict"))
            for _ in 0..<Torture.rounds(short: 2, long: 40) {
                var bytes = proof
                let place = Int.random(in: 0..<proof.count, using: &dice)
                bytes[place] ^= UInt8.random(in: 1...255, using: &dice)
                try bytes.write(to: ours.folder.appending(path: "altered.log-conflict"))
                let altered = try baton("verify", "altered.log-conflict", "--vkey", key)
                #expect(altered.status != 0, "byte \(place): \(altered.output)")
            }
        }
    }
}

extension Town {
    /// The same demonstration, keys and all, in a folder and on ports of its own.
    init(twinOf other: Town) throws {
        let (folder, port) = (try Program.freshFolder(), try Program.freePort())
        try FileManager.default.copyItem(
            at: other.folder.appending(path: "demo"), to: folder.appending(path: "demo"))
        self.init(folder: folder, port: port, isSecure: other.isSecure)
        try edit("baton.yaml", ":\(other.port)\"", to: ":\(port)\"")
        try edit("baton.yaml", ":\(other.port + 1)\"", to: ":\(port + 1)\"")
        for role in [Role.police, .council, .school, .partnership] {
            try edit("nodes/\(role).json", ":\(other.port)\"", to: ":\(port)\"")
        }
    }

    /// Puts a copy of another town's state in the place of its own.
    func takeState(of other: Town) throws {
        let state = folder.appending(path: "demo/state")
        try? FileManager.default.removeItem(at: state)
        try FileManager.default.copyItem(
            at: other.folder.appending(path: "demo/state"), to: state)
    }
}
