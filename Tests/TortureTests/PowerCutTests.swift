// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Foundation
import Testing

extension Torture {
    /// Row R02 of the acceptance table.
    @Suite(.enabled(if: ServedDisk.lack == nil, "a disk is served by nbdkit and nbdfuse to root"))
    struct `A machine whose power goes` {
        @Test func `has kept every promise that was given before`() async throws {
            var dice = Dice(for: "power cuts")
            let points = Torture.rounds(short: 2, long: 100)
            let run = try await Run(referrals: Torture.rounds(short: 40, long: 300))
            defer { run.town.leave() }
            for _ in 0..<points {
                #expect(try await run.complaintsAfterCut(&dice) == [])
            }
            Torture.report(
                "power cuts: \(points) points in \(run.journal.count.acknowledged) "
                    + "acknowledgements and \(run.log.flushCount) flushes, nothing lost")
        }

        /// The rig must be able to see a loss: here the daemon's syncs do nothing.
        @Test(
            .enabled(if: Torture.lacks(tools: "strace") == nil, "syncs are skipped with strace"))
        func `has lost promises when syncs were skipped`() async throws {
            var dice = Dice(for: "power cuts without syncs")
            let points = Torture.rounds(short: 2, long: 10)
            let run = try await Run(referrals: Torture.rounds(short: 40, long: 100), syncs: false)
            defer { run.town.leave() }
            var lost = 0
            for _ in 0..<points {
                if try await !run.complaintsAfterCut(&dice).isEmpty { lost += 1 }
            }
            #expect(lost > 0)
            Torture.report("power cuts without syncs: \(lost) of \(points) points lost promises")
        }
    }
}

/// A daemon that took referrals on a disk whose every write was logged.
private struct Run {
    let town: Town
    let journal = AckJournal()
    let log: WriteLog
    private let base: URL

    private static let megabytes = 64

    /// Takes referrals, and lets the daemon be killed.
    ///
    /// - Parameter syncs: whether `fdatasync` does what it says.
    init(referrals: Int, syncs: Bool = true) async throws {
        town = try Town()
        let image = town.folder.appending(path: "disk.img")
        base = town.folder.appending(path: "base.img")
        let logFile = town.folder.appending(path: "writes.log")
        try Machine.makeImage(image, megabytes: Self.megabytes)
        try Machine.copy(image, to: base)
        let disk = try await ServedDisk(image, .logged(logFile), in: town.folder)
        defer { disk.leave() }
        try town.moveStore(to: disk.mount.folder)
        try await Self.take(referrals, town, journal, syncs: syncs)
        disk.leave()
        log = try WriteLog(logFile)
    }

    private static func take(
        _ referrals: Int, _ town: Town, _ journal: AckJournal, syncs: Bool
    ) async throws {
        try await Exchange.withHTTP { exchange in
            let poster = try Poster(town, over: exchange, journal: journal)
            let daemon = try await Batond.ready(town)
            let strace =
                syncs
                ? nil
                : try await Strace(
                    attachedTo: daemon.number, calls: ["fdatasync"],
                    fault: Fault(call: "fdatasync", kind: .skipped), in: town.folder)
            let tally = try await poster.post(referrals, inFlight: 4)
            #expect(tally == Poster.Tally(accepted: referrals))
            strace?.detach()
            try await daemon.kill()
        }
    }

    /// Cuts the power at some instant, starts a daemon on what is left, and audits it.
    func complaintsAfterCut(_ dice: inout Dice) async throws -> [String] {
        let times = journal.acknowledgements.map(\.at).sorted()
        guard let first = times.first, let last = times.last else { throw Trouble("no promise") }
        let instant = Double.random(in: first...last, using: &dice)
        let image = town.folder.appending(path: "cut.img")
        try Machine.copy(base, to: image)
        try log.replay(until: instant, on: image, &dice)
        let mount = try Mount(
            image.path, on: town.folder.appending(path: "cut"), options: "loop,noatime")
        defer { try? mount.leave() }
        try town.moveStore(to: mount.folder)
        let daemon = try Batond(town)
        do { _ = try await daemon.untilReady() } catch let trouble as Trouble {
            return [trouble.description]
        }
        let found = try await Exchange.withHTTP { exchange in
            try await Auditor(town, over: exchange).complaints(about: journal.before(instant))
        }
        try await daemon.kill()
        return found
    }
}
