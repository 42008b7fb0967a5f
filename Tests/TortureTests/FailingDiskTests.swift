// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Foundation
import Testing

extension Torture {
    /// Rows R04 and R05 of the acceptance table.
    @Suite(.possible(unless: ServedDisk.lack))
    struct `A disk that refuses writes` {
        /// After one failed sync, what the page cache holds is not what the disk holds: a daemon
        /// that went on, or came back without a checkpoint, would acknowledge what is lost.
        @Test func `for a moment ends the daemon, and nothing acknowledged is lost`() async throws {
            for _ in 0..<Torture.rounds(short: 1, long: 5) {
                try await withTown { town, disk, poster, sign, exchange in
                    let daemon = try await Batond.ready(town)
                    // The log of the store has its size, so that a write is no more than that.
                    #expect(try await poster.post(120).accepted == 120)
                    try Data().write(to: sign)
                    #expect(try await poster.postOne() == .later)
                    #expect(try await daemon.end() == .exit(74), "\(daemon.said)")
                    try FileManager.default.removeItem(at: sign)

                    let next = try await recovered(town, disk)
                    let before = poster.journal.count
                    #expect(try await poster.post(4, inFlight: 1).accepted == 4)
                    let auditor = try Auditor(town, over: exchange)
                    let part = poster.journal.since(before)
                    #expect(try await auditor.complaints(about: poster.journal, part: part) == [])
                    // The power goes: what the disk itself holds, without the page cache.
                    let cut = town.folder.appending(path: "cut.img")
                    try Machine.copy(disk.image, to: cut)
                    try await next.kill()
                    let mount = try Mount(
                        cut.path, on: town.folder.appending(path: "cut"), options: "loop,noatime")
                    try town.moveStore(to: mount.folder)
                    let last = try await Batond.ready(town)
                    #expect(try await auditor.complaints(about: poster.journal) == [])
                    try await last.kill()
                    try mount.leave()
                }
            }
        }

        @Test func `for good ends the daemon at each start, and it never promises`() async throws {
            try await withTown { town, disk, poster, sign, exchange in
                let daemon = try await Batond.ready(town)
                #expect(try await poster.post(20).accepted == 20)
                try Data().write(to: sign)
                #expect(try await poster.post(20).accepted == 0)
                #expect(try await daemon.end() == .exit(74), "\(daemon.said)")
                for _ in 0..<3 {
                    let next = try Batond(town)
                    let ending = try await next.end()
                    #expect([74, 78].contains { ending == .exit($0) }, "\(next.said)")
                    #expect(next.said.contains("the store cannot be opened: "))
                }
                try FileManager.default.removeItem(at: sign)
                let last = try await recovered(town, disk)
                let auditor = try Auditor(town, over: exchange)
                #expect(try await auditor.complaints(about: poster.journal) == [])
                #expect(try await poster.postOne() == .accepted)
                try await last.stop()
            }
        }

        /// Starts a daemon once the disk is well again; where ext4 gave up, the machine is rebooted.
        private func recovered(_ town: Town, _ disk: ServedDisk) async throws -> Batond {
            let daemon = try Batond(town)
            if let seconds = try? await daemon.untilReady() {
                Torture.report("a disk that failed: ready again after \(seconds) s")
                return daemon
            }
            Torture.report("a disk that failed: ext4 is read-only until it is mounted again")
            try disk.remount()
            return try await Batond.ready(town)
        }

        private func withTown(
            _ body: (Town, ServedDisk, Poster, _ sign: URL, Exchange) async throws -> Void
        ) async throws {
            let town = try Town()
            defer { town.leave() }
            let (image, sign) = (
                town.folder.appending(path: "disk.img"), town.folder.appending(path: "fail")
            )
            try Machine.makeImage(image, megabytes: 64)
            let disk = try await ServedDisk(image, .failing(while: sign), in: town.folder)
            defer { disk.leave() }
            try town.moveStore(to: disk.folder)
            try await Exchange.withHTTP(isPatient: false) { exchange in
                let poster = try Poster(town, over: exchange)
                try await body(town, disk, poster, sign, exchange)
            }
        }
    }
}
