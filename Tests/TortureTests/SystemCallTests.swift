// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Foundation
import Testing

extension Torture {
    /// Row R03 of the acceptance table: one fault at each system call, then everything is audited.
    @Suite(
        .possible(unless: Torture.lacks(tools: "strace")))
    struct `A daemon whose system call fails` {
        /// One accept writes some twenty times to the log of the store, and syncs it once.
        @Test func `never promises what it cannot keep while it accepts`() async throws {
            let short: [Fault.Kind] = [.error("EIO"), .error("ENOSPC")]
            try await sweep("accept", ["pwrite64", "fdatasync"], short: short) { stage, fault in
                let daemon = try await Batond.ready(stage.town)
                let strace = try await Strace(
                    attachedTo: daemon.number, calls: [fault.call], fault: fault,
                    files: [stage.town.file("baton.db-wal")], in: stage.town.folder)
                let outcome = try await stage.poster.postOne()
                guard outcome != .accepted else {
                    try await daemon.kill()
                    return false
                }
                #expect(outcome == (fault.kind == .killed ? .unanswered : .later), "\(fault)")
                #expect(try await daemon.end(within: fault.isFatal ? 120 : 0.2) == fault.ending)
                strace.detach()
                if !fault.isFatal { #expect(try await stage.poster.postOne() == .accepted) }
                try await daemon.kill()
                return true
            }
        }

        /// The log of the store goes into the database itself while many referrals arrive.
        @Test func `never promises what it cannot keep while it moves the log`() async throws {
            let calls = Torture.isLong ? ["pwrite64", "fdatasync"] : ["fdatasync"]
            let positions = [1, 2, 4, 8, 16, 32, 64]
            try await sweep(
                "checkpoint", calls, short: [.error("EIO")], positions: positions
            ) { stage, fault in
                let daemon = try await Batond.ready(stage.town)
                let strace = try await Strace(
                    attachedTo: daemon.number, calls: [fault.call], fault: fault,
                    files: [stage.town.file("baton.db")], in: stage.town.folder)
                let tally = try await stage.poster.post(900)
                #expect(tally.others == [], "\(fault)")
                guard Self.wasHit(strace.lines) else {
                    try await daemon.kill()
                    return false
                }
                #expect(try await daemon.end(within: fault.isFatal ? 120 : 0.2) == fault.ending)
                strace.detach()
                if !fault.isFatal { #expect(try await stage.poster.postOne() == .accepted) }
                try await daemon.kill()
                return true
            }
        }

        /// A start recovers what the last run left, and says why it cannot.
        @Test func `starts, or ends with a reason, and loses nothing`() async throws {
            let all = [
                "openat", "pwrite64", "fdatasync", "fsync", "ftruncate", "rename", "unlink",
            ]
            let calls = Torture.isLong ? all : ["openat", "fdatasync", "ftruncate"]
            let names = ["baton.db", "baton.db-wal", "baton.db-shm", "baton.db.lock"]
            let kept = ["baton.db.checkpoint", "baton.db.clock"].flatMap { [$0, "\($0).new"] }
            try await sweep("start", calls, short: [.error("EIO")]) { stage, fault in
                let log = stage.town.folder.appending(path: "strace-\(UUID()).log")
                let daemon = try Batond(
                    stage.town,
                    under: Strace.wrapper(
                        calls: [fault.call], fault: fault,
                        files: (names + kept).map(stage.town.file), log: log))
                let isDecided = try await Wait.until(120) { !daemon.isRunning || daemon.isReady }
                #expect(isDecided, "\(fault): neither ready nor ended: \(daemon.said)")
                if daemon.isRunning {
                    let outcome = try await stage.poster.postOne()
                    // The call may come only now, after the start.
                    let right: [Poster.Outcome] =
                        fault.kind == .killed ? [.accepted, .unanswered] : [.accepted, .later]
                    #expect(right.contains(outcome), "\(fault)")
                    try await daemon.kill()
                } else {
                    let ending = try await daemon.end()
                    let isTold = [74, 75, 78].contains { ending == .exit($0) }
                    #expect(isTold || ending == .signal(9), "\(fault): \(daemon.said)")
                }
                return Self.wasHit(Strace.lines(of: log))
            }
        }

        /// Whether a fault was put in the place of a call.
        private static func wasHit(_ lines: [Substring]) -> Bool {
            lines.contains { $0.contains("INJECTED") || $0.contains("KILL") }
        }

        /// A town and who writes to it, for one sweep.
        struct Stage {
            let town: Town
            let poster: Poster
        }

        private static let kinds: [Fault.Kind] = [.error("EIO"), .error("ENOSPC"), .killed]

        /// Puts each kind of fault in the place of each call in turn, and audits after each.
        ///
        /// - Parameter act: does what is interrupted, and says whether there was such a call.
        private func sweep(
            _ name: String, _ calls: [String], short: [Fault.Kind],
            positions: [Int] = Array(1...64),
            _ act: (Stage, Fault) async throws -> Bool
        ) async throws {
            let town = try Town()
            defer { town.leave() }
            var points = 0
            try await Exchange.withHTTP(isPatient: false) { exchange in
                let stage = Stage(town: town, poster: try Poster(town, over: exchange))
                let auditor = try Auditor(town, over: exchange)
                #expect(try await Batond.ready(town).stop() == .exit(0))
                for call in calls {
                    for kind in Torture.isLong ? Self.kinds : short {
                        for position in Torture.isLong ? positions : [1] {
                            let before = stage.poster.journal.count
                            let fault = Fault(call: call, kind: kind, position: position)
                            guard try await act(stage, fault) else { break }
                            points += 1
                            let daemon = try await Batond.ready(town)
                            let found = try await auditor.complaints(
                                about: stage.poster.journal,
                                part: stage.poster.journal.since(before))
                            #expect(found == [], "\(fault)")
                            try await daemon.kill()
                        }
                    }
                }
                let daemon = try await Batond.ready(town)
                let found = try await auditor.complaints(about: stage.poster.journal)
                #expect(found == [])
                try await daemon.stop()
            }
            #expect(points > 0)
            #expect(try town.fsck() == nil)
            Torture.report("one fault at each system call (\(name)): \(points) points, audit clean")
        }
    }
}

extension Fault {
    /// Whether nothing may be acknowledged after it: all but a disk that is full.
    fileprivate var isFatal: Bool { !(call == "pwrite64" && kind == .error("ENOSPC")) }

    /// How a daemon that runs ends after it.
    fileprivate var ending: Batond.Ending? {
        if kind == .killed { return .signal(9) }
        return isFatal ? .exit(74) : nil
    }
}
