// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Testing

extension Torture {
    /// Row R01 of the acceptance table; that `synchronous` is 2 is asserted beside the store.
    @Suite(
        .enabled(if: Torture.lacks(tools: "strace") == nil, "fsyncs are counted with strace"))
    struct `A daemon that acknowledges` {
        @Test func `has synced the log of the store once for each lone referral`() async throws {
            let town = try Town()
            defer { town.leave() }
            try await Exchange.withHTTP { exchange in
                let poster = try Poster(town, over: exchange)
                let daemon = try await Batond.ready(town)
                let strace = try await Strace(
                    attachedTo: daemon.number, calls: ["fdatasync", "fsync"],
                    files: [town.file("baton.db-wal")], in: town.folder)
                for count in 1...20 {
                    #expect(try await poster.postOne() == .accepted)
                    #expect(strace.lines.count { $0.contains("sync(") } == count)
                }
                strace.detach()
                try await daemon.stop()
            }
        }

        @Test func `never has more acknowledgements than it has synced batches for`() async throws {
            let town = try Town()
            defer { town.leave() }
            try await Exchange.withHTTP { exchange in
                let poster = try Poster(town, over: exchange)
                let daemon = try await Batond.ready(town)
                let strace = try await Strace(
                    attachedTo: daemon.number, calls: ["fdatasync"],
                    fault: Fault(call: "fdatasync", kind: .killed, position: 1),
                    files: [town.file("baton.db-wal")], in: town.folder)
                let tally = try await poster.post(8)
                #expect(tally.accepted == 0, "nothing was synced yet: \(tally)")
                #expect(try await daemon.end() == .signal(9))
                strace.detach()
            }
        }
    }
}
