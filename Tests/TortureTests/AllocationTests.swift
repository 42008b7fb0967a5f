// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Foundation
import Programs
import Testing

extension Torture {
    /// A budget in counts beside those of statements, syncs and signature operations, so that a later
    /// change cannot quietly double it.
    @Suite struct `A referral that the daemon accepts` {
        /// How often the daemon may ask for memory for one, at one in flight: a third more than when
        /// this was written, since versions of the compiler differ.
        private static var budget: Int64 {
            #if DEBUG
                // Nothing is optimised: values are boxed and copied that are not when it is shipped.
                6_000
            #else
                770
            #endif
        }

        @Test func `costs no more allocations than its budget`() async throws {
            let town = try Town()
            defer { town.leave() }
            let count = town.folder.appending(path: "allocations")
            try Data(count: MemoryLayout<Int64>.size).write(to: count)
            let library = Program.folder.appending(path: "libAllocationCount.so")
            let daemon = try await Batond.ready(
                town,
                under: [
                    "env", "LD_PRELOAD=\(library.path)", "BATON_ALLOCATION_COUNT=\(count.path)",
                ])
            let requests = try await Exchange.withHTTP { exchange in
                let poster = try Poster(town, over: exchange)
                return try (0..<220).map { _ in try poster.plainRequest() }
            }
            let probe = try #require(Probe(port: town.port))
            // The first ones fill what is kept: prepared statements, the caller, the key.
            for request in requests.prefix(20) {
                #expect(probe.send(request) && probe.status() == 202)
            }
            // What is done once beside them, such as to prepare the sender's key, falls into some of
            // these and not into the least.
            var costs: [Int64] = []
            for start in stride(from: 20, to: requests.count, by: 50) {
                let before = try Self.number(in: count)
                for request in requests[start..<start + 50] {
                    #expect(probe.send(request) && probe.status() == 202)
                }
                costs.append((try Self.number(in: count) - before) / 50)
            }
            let each = try #require(costs.min())
            Torture.report("allocations for one referral: \(each)")
            #expect(each > 0)
            #expect(each <= Self.budget)
            #expect(try await daemon.stop() == .exit(0))
        }

        private static func number(in file: URL) throws -> Int64 {
            try Data(contentsOf: file).withUnsafeBytes { $0.load(as: Int64.self) }
        }
    }
}
