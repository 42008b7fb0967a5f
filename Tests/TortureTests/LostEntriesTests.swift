// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Foundation
import Programs
import Safeguarding
import Testing
import TransparencyLog
import Wire

extension Torture {
    /// Row R13 of the acceptance table: yesterday's backup is put back, and what came since is lost.
    ///
    /// By the commands that an operator and an agency have, in the order of Backup.md.
    @Suite struct `A backup that is older than the log` {
        private let town: Town
        private let clock: ShownClock

        init() throws {
            town = try Town()
            clock = try ShownClock(Caller.now)
        }

        private func baton(_ words: String...) throws -> Program.Ending {
            try town.baton(words, by: clock)
        }

        private func batond(_ words: String...) throws -> Program.Ending {
            try Program.run(
                Program.built("batond"), words + ["--config", town.configuration.path],
                in: town.folder)
        }

        private static let police = "demo/nodes/police.json"
        private static let partnership = "demo/nodes/partnership.json"

        /// Sends a referral; its `jti`.
        private func send() throws -> String {
            let example = try baton("schema", "new", "referral.made").output
            try Data(example.utf8).write(to: town.folder.appending(path: "referral.json"))
            let sent = try baton(
                "send", "referral.made", "referral.json", "--node", Self.police, "--to",
                "https://sunderland.council.example")
            #expect(sent.status == 0, "\(sent.output)")
            return String(sent.output.split(separator: "\n").last ?? "")
        }

        /// How many entries a checkpoint in a file vouches for.
        private func size(_ file: URL) throws -> Int64 {
            let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            return try #require(lines.count > 1 ? Int64(lines[1]) : nil)
        }

        /// How many misses the partnership is told of.
        private func missed() throws -> Int {
            let told = try baton("audit", "missed", "--format", "json", "--node", Self.partnership)
            #expect(told.status == 0, "\(told.output)")
            let root = try JSONDocument(parsing: Array(told.output.utf8), limits: .schema).root
            return root["items"].map { Array($0.elements).count } ?? 0
        }

        @Test func `is not served, goes on when a gap is accepted, and blames nobody`() async throws
        {
            defer { town.leave() }
            var daemon = try await Batond.ready(town, under: clock.words)
            let old = try (0..<3).map { _ in try send() }
            let receipt = try baton("receipt", old[0], "--node", Self.police)
            #expect(receipt.status == 0, "\(receipt.output)")
            try Data(receipt.output.utf8).write(to: town.folder.appending(path: "old.tlog-proof"))
            let made = try batond("backup", "--to", "yesterday.db")
            #expect(made.status == 0, "\(made.output)")
            let lost = try send()
            #expect(try await daemon.stop() == .exit(0))
            let (stored, vouched) = (
                try size(town.folder.appending(path: "yesterday.db.checkpoint")),
                try size(town.file("baton.db.checkpoint"))
            )
            #expect(vouched > stored)
            try restore()
            try await isRefused(stored, vouched)
            // Three days later, when two things are overdue of each referral.
            try clock.show(Caller.now.adding(milliseconds: 3 * 86_400_000))
            daemon = try await Batond.ready(town, under: clock.words, with: ["--accept-gap"])
            try whatWasPromisedHolds(old, lost)
            #expect(try missed() == 0, "nobody is blamed before somebody has looked")
            #expect(daemon.said.contains("verdicts wait"), "\(daemon.said)")
            // Over a restart too, without the option.
            #expect(try await daemon.stop() == .exit(0))
            daemon = try await Batond.ready(town, under: clock.words)
            #expect(try missed() == 0)
            let confirmed = try batond("gap", "confirm")
            #expect(confirmed.status == 0, "\(confirmed.output)")
            let verdictsCome = try await Wait.until(60) { try missed() == 2 * old.count }
            #expect(verdictsCome)
            let fresh = try send()
            #expect(try baton("receipt", fresh, "--node", Self.police).status == 0)
            #expect(try await daemon.stop() == .exit(0))
            #expect(try town.fsck() == nil)
            Torture.report(
                "a backup of \(stored) entries, \(vouched) vouched for: exit 78 with both, by fsck 65; "
                    + "--accept-gap goes on as /2; old receipts verify, what was lost is 404; 0 misses "
                    + "before `batond gap confirm`, \(2 * old.count) after; fsck clean")
        }

        /// Backup.md, "Restore", steps 2 and 3.
        private func restore() throws {
            for name in ["baton.db", "baton.db-wal", "baton.db-shm"] {
                try? FileManager.default.removeItem(at: town.file(name))
            }
            try FileManager.default.copyItem(
                at: town.folder.appending(path: "yesterday.db"), to: town.file("baton.db"))
        }

        private func isRefused(_ stored: Int64, _ vouched: Int64) async throws {
            let inspected = try town.inspected()
            #expect(inspected.status == 65)
            let refused = try Batond(town, under: clock.words)
            #expect(try await refused.end() == .exit(78), "\(refused.said)")
            for said in [inspected.output, refused.said] {
                #expect(said.contains("the store went back in time"), "\(said)")
                #expect(said.contains("it holds \(stored) entries"), "\(said)")
                #expect(said.contains("vouches for \(vouched)"), "\(said)")
                #expect(said.contains("--accept-gap"), "\(said)")
            }
        }

        private func whatWasPromisedHolds(_ old: [String], _ lost: String) throws {
            let key = try town.node(.police).pinnedLogKeys().current.vkey
            let offline = try baton("verify", "old.tlog-proof", "--vkey", key)
            #expect(offline.status == 0, "\(offline.output)")
            let checkpoint = try baton("log", "checkpoint", "--node", Self.police)
            #expect(checkpoint.status == 0 && checkpoint.output.contains("/log/2"))
            for token in old {
                let again = try baton("receipt", token, "--node", Self.police)
                #expect(again.status == 0, "\(again.output)")
            }
            #expect(try baton("receipt", lost, "--node", Self.police).status != 0)
        }
    }
}
