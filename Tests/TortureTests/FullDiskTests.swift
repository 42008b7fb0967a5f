// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Foundation
import Programs
import Testing

extension Torture {
    /// Row R06 of the acceptance table.
    @Suite(.possible(unless: Torture.lacks(tools: "mount", "mkfs.ext4", root: true)))
    struct `A disk that is full` {
        /// How many bytes the store has.
        private static let room = Torture.rounds(short: 3 << 20, long: 6 << 20)

        @Test(arguments: Small.allCases)
        private func `lets the daemon wait for room, and nothing is lost`(
            _ small: Small
        ) async throws {
            let town = try Town()
            defer { town.leave() }
            let mount = try small.mount(in: town.folder)
            defer { try? mount.leave() }
            let ballast = mount.folder.appending(path: "ballast")
            let free = try mount.freeByteCount()
            try Data(count: free - Self.room).write(to: ballast)
            let state = mount.folder.appending(path: "state")
            try town.moveStore(to: state)
            try await Exchange.withHTTP { exchange in
                let poster = try Poster(town, over: exchange)
                let daemon = try await Batond.ready(town)
                var tally = Poster.Tally()
                // While some are told to wait, a few that come after them may still find room.
                for _ in 0..<100 where tally.later == 0 || daemon.isReady {
                    tally = try await poster.post(50)
                }
                #expect(tally.later > 0 && tally.others == [] && tally.unanswered == 0, "\(tally)")
                #expect(daemon.said.contains("bytes_free="), "\(daemon.said)")
                #expect(daemon.isRunning)
                let isRefused = try await Wait.until(120) { !daemon.isReady }
                #expect(isRefused, "ready, and has no room")

                // Nobody sends to a broker that is not ready: it must find out by itself.
                try FileManager.default.removeItem(at: ballast)
                let isReady = try await Wait.until(120) { daemon.isReady }
                #expect(isReady, "not ready, and has room")
                #expect(try await poster.postOne() == .accepted)
                #expect(daemon.said.contains("the store takes messages again"))
                let auditor = try Auditor(town, over: exchange)
                #expect(try await auditor.complaints(about: poster.journal) == [])
                #expect(try await daemon.stop() == .exit(0), "\(daemon.said)")
            }
            #expect(try town.fsck() == nil)
        }
    }
}

/// A file system with little room.
private enum Small: String, CaseIterable, Sendable {
    case tmpfs, ext4

    func mount(in folder: URL) throws -> Mount {
        let place = folder.appending(path: "small")
        switch self {
        case .tmpfs:
            return try Mount("tmpfs", on: place, type: "tmpfs", options: "size=8m")
        case .ext4:
            let image = folder.appending(path: "small.img")
            try Machine.makeImage(image, megabytes: 16)
            return try Mount(image.path, on: place, options: "loop")
        }
    }
}
