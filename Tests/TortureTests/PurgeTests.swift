// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Foundation
import Programs
import Safeguarding
import Testing
import Wire

extension Torture {
    /// What may be forgotten is forgotten whole, whenever the daemon falls, and by a backup too.
    @Suite struct `A purge that is interrupted` {
        private static let due = Torture.rounds(short: 150, long: 1_000)
        private static let unread = 10
        private static let mostKills = 200

        /// A town in which messages are kept for a day, and one of two days later.
        private struct Aged {
            let town: Town
            let clock: ShownClock
            /// What is due to be purged.
            let due: [Int64]
            let promises: [Acknowledgement]
            let markers: Markers

            /// Runs `baton` two days later, as the partnership; what it printed.
            func partnership(_ words: String...) throws -> Program.Ending {
                try town.baton(
                    words + ["--json", "--node", "demo/nodes/partnership.json"], by: clock)
            }
        }

        @Test func `leaves nothing of what is due, and everything of what is not`() async throws {
            var dice = Dice(for: "a purge that is killed")
            let aged = try await aged()
            let town = aged.town
            defer { town.leave() }
            #expect(try isThere(aged, town.file("")))
            let whole = try kept(town)
            try keepBackup(town)
            var daemon = try await Batond.ready(town, under: aged.clock.words)
            try approve(aged)
            var (kills, inTheMiddle) = (0, 0)
            while true {
                let hasBegun = try await Wait.until(5) {
                    (daemon.gauge("baton_purged_total") ?? 0) > 0
                }
                if try !hasBegun && isDone(aged) { break }
                #expect(kills < Self.mostKills, "the purge does not go on")
                guard kills < Self.mostKills else { break }
                try await Wait.milliseconds(Int.random(in: 0...60, using: &dice))
                try await daemon.kill()
                kills += 1
                let purged = try StoreRows.of(town) {
                    try $0.numbers("SELECT purged FROM plans")[0]
                }
                inTheMiddle += (1..<Int64(aged.due.count)).contains(purged) ? 1 : 0
                daemon = try await Batond.ready(town, under: aged.clock.words)
            }
            // Not even the end of the last daemon is needed: who starts on a store empties its log.
            try await daemon.kill()
            daemon = try await Batond.ready(town, under: aged.clock.words)
            try await daemon.kill()
            #expect(try aged.markers.found(in: town.file("")) == [:])
            #expect(try town.fsck() == nil)
            // Beside these there are notices of what is overdue by now.
            let left = Set(try kept(town))
            #expect(left.isSuperset(of: Set(whole).subtracting(aged.due)))
            #expect(left.isDisjoint(with: aged.due))
            try await proofsHold(aged)
            Torture.report(
                "a purge of \(aged.due.count) messages, killed \(kills) times, \(inTheMiddle) with some of "
                    + "it done: \(aged.markers.count) markers, none in any file; \(Self.unread) unread "
                    + "messages and what else was kept opened by fsck; receipts of the purged verify"
            )
            try await restoresForgetting(aged, &dice)
            try await tellsWhatIsForgottenAgain(aged)
        }

        // MARK: Before

        private func aged() async throws -> Aged {
            let town = try Town()
            try town.edit(
                "baton.yaml", "\nreaders:",
                to: "\nretention:\n  - {class: usual, types: ['*'], payload: P1D, from: receipt}\n"
                    + "\nreaders:")
            let promises = try await Exchange.withHTTP(isPatient: false) { exchange in
                let poster = try Poster(
                    telling: "exploitation.identified", town, over: exchange)
                let daemon = try await Batond.ready(town)
                #expect(try await poster.post(Self.due).accepted == Self.due)
                let polled = try town.baton([
                    "poll", "--ack", "--node", "demo/nodes/council.json",
                ])
                #expect(polled.status == 0, "\(polled.output)")
                let promises = poster.journal.acknowledgements
                #expect(try await poster.post(Self.unread).accepted == Self.unread)
                // Something is waited for in these threads.
                #expect(try await Poster(town, over: exchange).post(5).accepted == 5)
                #expect(try await daemon.stop() == .exit(0))
                return promises
            }
            let due = try StoreRows.of(town) {
                try $0.numbers(
                    "SELECT entry FROM messages WHERE status = 0 ORDER BY entry LIMIT \(Self.due)")
            }
            let markers = try StoreRows.of(town) { try Markers(of: due, in: $0) }
            let clock = try ShownClock(Caller.now.adding(milliseconds: 2 * 86_400_000))
            return Aged(
                town: town, clock: clock, due: due, promises: promises, markers: markers)
        }

        /// The entries of messages whose content is there.
        private func kept(_ town: Town) throws -> [Int64] {
            try StoreRows.of(town) {
                try $0.numbers("SELECT entry FROM messages WHERE body IS NOT NULL ORDER BY entry")
            }
        }

        /// Whether the markers are where they may be found: those that stand across two pages are not.
        private func isThere(_ aged: Aged, _ folder: URL) throws -> Bool {
            let found = try aged.markers.found(in: folder)
            return (found["baton.db"] ?? 0) > aged.markers.count * 9 / 10
        }

        private func keepBackup(_ town: Town) throws {
            let made = try Program.run(
                Program.built("batond"),
                ["backup", "--config", town.configuration.path, "--to", "before.db"],
                in: town.folder)
            #expect(made.status == 0, "\(made.output)")
        }

        // MARK: The purge

        private func approve(_ aged: Aged) throws {
            let asked = try aged.partnership(
                "retention", "plan", "--as", "staff-7", "--reference", "R-1")
            #expect(asked.status == 0, "\(asked.output)")
            let plan = try JSONDocument(parsing: Array(asked.output.utf8), limits: .schema).root
            #expect(plan["due"]?["usual"]?.integer == Int64(aged.due.count), "\(asked.output)")
            let number = try #require(plan["plan"]?.integer)
            let approved = try aged.partnership(
                "retention", "approve", "\(number)", "--as", "staff-9", "--reference", "R-1")
            #expect(approved.status == 0, "\(approved.output)")
        }

        private func isDone(_ aged: Aged) throws -> Bool {
            let listed = try aged.partnership("retention", "list")
            guard listed.status == 0 else { return false }
            return listed.output.contains("\"state\":\"done\"")
        }

        private func proofsHold(_ aged: Aged) async throws {
            let daemon = try await Batond.ready(aged.town, under: aged.clock.words)
            for promise in aged.promises.prefix(10) {
                let receipt = try aged.town.baton(
                    ["receipt", promise.sent.token, "--node", "demo/nodes/police.json"],
                    by: aged.clock)
                #expect(receipt.status == 0, "\(receipt.output)")
                let report = ReceiptCheck(
                    promise.receipt, message: promise.sent.message,
                    logKey: try aged.town.node(.police).pinnedLogKeys()
                ).report()
                #expect(report.broken == nil, "a receipt of before the purge is its owner's")
            }
            #expect(try await daemon.stop() == .exit(0))
        }

        // MARK: The backup

        /// A backup of before the purge, on which the daemon is killed as it starts.
        private func restoresForgetting(_ aged: Aged, _ dice: inout Dice) async throws {
            let town = aged.town
            let place = try restore(aged, into: "restored")
            let kills = Torture.rounds(short: 2, long: 15)
            for _ in 0..<kills {
                let daemon = try Batond(town, under: aged.clock.words)
                try await Wait.milliseconds(Int.random(in: 0...700, using: &dice))
                try await daemon.kill()
            }
            // As soon as it says that it is ready, and before it could have tidied up.
            let daemon = try await Batond.ready(town, under: aged.clock.words)
            try await daemon.kill()
            #expect(try aged.markers.found(in: place) == [:])
            #expect(try town.fsck() == nil)
            Torture.report(
                "a backup of before a purge: killed \(kills) times while it started, forgotten again when "
                    + "it was ready: of \(aged.markers.count) markers none in any file; fsck clean")
        }

        /// The journal says once how much went again.
        private func tellsWhatIsForgottenAgain(_ aged: Aged) async throws {
            _ = try restore(aged, into: "again")
            let words = "what was purged before the store was restored is purged again"
            var daemon = try await Batond.ready(aged.town, under: aged.clock.words)
            #expect(
                daemon.said.contains(
                    "msg=\"\(words)\" facts=0 facts_kept=0 messages=\(aged.due.count)"),
                "\(daemon.said)")
            #expect(try await daemon.stop() == .exit(0))
            daemon = try await Batond.ready(aged.town, under: aged.clock.words)
            #expect(!daemon.said.contains(words), "\(daemon.said)")
            #expect(try await daemon.stop() == .exit(0))
            #expect(try aged.town.fsck() == nil)
        }

        /// Puts the backup of before the purge into a folder, with the newest list of what was purged
        /// beside it, and has the town's store be that.
        private func restore(_ aged: Aged, into folder: String) throws -> URL {
            let town = aged.town
            let place = town.folder.appending(path: folder)
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            for (file, name) in [
                (town.folder.appending(path: "before.db"), "baton.db"),
                (town.folder.appending(path: "before.db.checkpoint"), "baton.db.checkpoint"),
                (town.file("baton.db.purged"), "baton.db.purged"),
            ] {
                try FileManager.default.copyItem(at: file, to: place.appending(path: name))
            }
            try town.moveStore(to: place)
            #expect(try isThere(aged, place))
            return place
        }
    }
}
