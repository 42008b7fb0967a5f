// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Foundation
import Programs
import Signing
import Testing
import TransparencyLog

extension Torture {
    /// Row R12 of the acceptance table.
    @Suite struct `A backup under load` {
        @Test func `opens, is clean, and is a prefix of the log`() async throws {
            let town = try Town()
            defer { town.leave() }
            let rounds = Torture.rounds(short: 2, long: 20)
            try await Exchange.withHTTP(isPatient: false) { exchange in
                let poster = try Poster(town, over: exchange)
                let daemon = try await Batond.ready(town)
                #expect(try await poster.post(20).accepted == 20)
                var backups: [Backup] = []
                for round in 0..<rounds {
                    backups.append(try await backUp(town, "kept-\(round).db", poster))
                }
                let key = try town.node(.police).pinnedLogKeys()
                let log = try await PublicLog(Caller(try town.node(.police), over: exchange))
                for backup in backups { try compare(backup, with: log, key) }
                #expect(try await daemon.stop() == .exit(0))
                for backup in backups { try await restore(backup, town, poster, exchange) }
                let meanwhile = backups.map(\.meanwhile).reduce(0, +)
                #expect(meanwhile > 0)
                Torture.report(
                    "backup under load: \(rounds) backups, \(meanwhile) messages acknowledged while "
                        + "they were made, all restored")
            }
        }

        private struct Backup {
            let file: URL
            /// When it was begun.
            let begun: Double
            /// How many messages were acknowledged while it was made.
            let meanwhile: Int
        }

        /// Makes a backup while messages come in.
        private func backUp(_ town: Town, _ name: String, _ poster: Poster) async throws -> Backup {
            let (begun, before) = (Monotonic.now, poster.journal.count.acknowledged)
            async let posting = poster.post(200)
            let made = try await Self.run(
                ["backup", "--config", town.configuration.path, "--to", name], in: town.folder)
            let meanwhile = poster.journal.count.acknowledged - before
            #expect(made.status == 0, "\(made.output)")
            #expect(try await posting.accepted == 200)
            return Backup(
                file: town.folder.appending(path: name), begun: begun, meanwhile: meanwhile)
        }

        /// A program, while others go on.
        private static func run(_ words: [String], in folder: URL) async throws -> Program.Ending {
            try await withCheckedThrowingContinuation { done in
                DispatchQueue.global().async {
                    done.resume(
                        with: Result {
                            try Program.run(Program.built("batond"), words, in: folder)
                        })
                }
            }
        }

        /// The log that is served now must prove that it begins with the backup.
        private func compare(_ backup: Backup, with log: PublicLog, _ key: LogKeys) throws {
            let note = try Data(contentsOf: URL(filePath: backup.file.path + ".checkpoint"))
            let old = try PublicLog.verified(Array(note), by: key)
            #expect(log.contradictions(to: [old]) == [])
            let proof = try ConsistencyProof.prove(
                from: old.size, to: log.checkpoint.size, from: Leaves(hashes: log.leaves))
            #expect(throws: Never.self) {
                try proof.check(oldRoot: old.root, newRoot: log.checkpoint.root)
            }
        }

        /// How many of the messages acknowledged last before a backup are looked at one by one.
        private static let looked = 50

        /// Puts a backup in a place of its own and serves it: what was acknowledged before it was
        /// begun is there, and fsck has opened every message of it.
        private func restore(
            _ backup: Backup, _ town: Town, _ poster: Poster, _ exchange: Exchange
        ) async throws {
            let place = town.folder.appending(path: "restored-\(UUID())")
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            for suffix in ["", ".checkpoint"] {
                try FileManager.default.copyItem(
                    at: URL(filePath: backup.file.path + suffix),
                    to: place.appending(path: "baton.db\(suffix)"))
            }
            try town.moveStore(to: place)
            #expect(try town.fsck() == nil)
            let daemon = try await Batond.ready(town)
            let journal = poster.journal.before(backup.begun)
            let auditor = try Auditor(town, over: exchange)
            let count = journal.count.acknowledged - min(journal.count.acknowledged, Self.looked)
            let part = journal.since((sent: count, acknowledged: count))
            #expect(try await auditor.complaints(about: journal, part: part) == [])
            #expect(try await daemon.stop() == .exit(0))
        }
    }

    /// The leaves of a log that were all read.
    private struct Leaves: TreeHashes {
        let hashes: [SHA256Digest]

        func hashes(tileLevel: Int, range: Range<UInt64>) throws -> [SHA256Digest] {
            let width = Int(pow(256, Double(tileLevel)))
            return range.map { number in
                MerkleTree.root(ofLeaves: hashes[Int(number) * width..<(Int(number) + 1) * width])
            }
        }
    }
}
