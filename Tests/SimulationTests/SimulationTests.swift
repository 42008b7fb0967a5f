// SPDX-License-Identifier: Apache-2.0

import Audit
import Foundation
import Handoffs
import Ledger
import Relay
import SampleTown
import Simulation
import Testing

/// The whole broker but for HTTP and SQLite, on a disk that fails, behind wires that lose and
/// repeat, with nodes that die: a seed decides everything.
///
/// `BATON_SEED=<n>` plays one seed again and prints its trace; `BATON_TORTURE=1` plays 10,000.
@Suite(.serialized) struct `A simulated partnership` {
    private static let town = Result { try SampleTown() }
    private static let start: UInt64 = 1

    private static var environment: [String: String] { ProcessInfo.processInfo.environment }
    private static var seed: UInt64? { environment["BATON_SEED"].flatMap(UInt64.init) }
    private static var isTorture: Bool { environment["BATON_TORTURE"] == "1" }

    @Test(.enabled(if: seed == nil))
    func `keeps every promise, whatever a seed lets happen`() async throws {
        let town = try Self.town.get()
        let setting = try town.setting()
        let start = Self.isTorture ? UInt64.random(in: 1...1_000_000_000) : Self.start
        let count: UInt64 = Self.isTorture ? 10_000 : 300
        print("simulation: \(count) schedules, seeds from \(start) on")
        let tally = Box(Coverage())
        await withTaskGroup(of: Bool.self) { group in
            // As many at a time as there are cores; each run is deterministic for itself.
            for seed in start..<start + count {
                if seed - start >= UInt64(ProcessInfo.processInfo.activeProcessorCount),
                    await group.next() == false
                {
                    break
                }
                group.addTask { await Self.play(seed, town, setting, tally) }
            }
        }
        let found = tally.value
        print("simulation: \(found)")
        #expect(found.isWide, "the schedules must reach everything that they are there for")
    }

    /// Plays one seed; false when it found something.
    private static func play(
        _ seed: UInt64, _ town: SampleTown, _ setting: Setting, _ tally: Box<Coverage>
    ) async -> Bool {
        let run = Run(seed: seed, in: town, setting)
        let broken = await run.play()
        let schedule = tally.change { tally in
            tally.note(run)
            return tally.schedules
        }
        for broken in broken {
            Issue.record(
                """
                seed \(seed), after \(schedule) schedules: \(broken)
                replay it: BATON_SEED=\(seed) swift test --filter SimulationTests
                """)
        }
        return broken.isEmpty
    }

    @Test(.enabled(if: seed != nil))
    func `plays one seed again, and tells what happens`() async throws {
        let town = try Self.town.get()
        let run = Run(seed: Self.seed ?? 0, in: town, try town.setting(), keepsTrace: true)
        let broken = await run.play()
        for line in run.simulator.trace.lines { print(line) }
        print("trace digest \(String(run.simulator.trace.digest, radix: 16))")
        for broken in broken { Issue.record("\(broken)") }
    }

    @Test(.enabled(if: seed == nil))
    func `gives the same run in another process, with other keys and another hash seed`()
        async throws
    {
        let result = await #expect(
            processExitsWith: .success, observing: [\.standardOutputContent]
        ) {
            print(try await digests())
        }
        let output = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
        #expect(output.contains(try await digests()))
    }

    @Test func `gives one run for one seed`() async throws {
        let town = try Self.town.get()
        let setting = try town.setting()
        for seed: UInt64 in [7, 8, 9] {
            let (one, other) = (
                Run(seed: seed, in: town, setting, keepsTrace: true),
                Run(seed: seed, in: town, setting, keepsTrace: true)
            )
            _ = (await one.play(), await other.play())
            #expect(one.simulator.trace.lines == other.simulator.trace.lines)
            #expect(one.simulator.trace.digest == other.simulator.trace.digest)
        }
    }
}

/// The digests of some runs, in this process.
private func digests() async throws -> String {
    let town = try SampleTown()
    let setting = try town.setting()
    var digests: [String] = []
    for seed: UInt64 in 100..<112 {
        let run = Run(seed: seed, in: town, setting)
        _ = await run.play()
        digests.append(String(run.simulator.trace.digest, radix: 16))
    }
    return "digests: \(digests.joined(separator: " "))."
}

/// What the schedules of a test reached together, so that it cannot pass by doing nothing.
private struct Coverage: CustomStringConvertible {
    private(set) var schedules = 0
    private var entries = 0
    private var counts: [String: Int] = [:]

    mutating func note(_ run: Run) {
        schedules += 1
        let state = run.disk.durable
        entries += state.entries.count
        for expectation in state.expectations {
            counts[expectation.expectation.verdict.word, default: 0] += 1
        }
        counts["starts", default: 0] += state.happenings.count { happening in
            if case .started = happening.facts { true } else { false }
        }
        counts["refused", default: 0] += state.messages.count { $0.isRefused }
        counts["resubmitted", default: 0] += state.quarantine.count { $0.state == .resubmitted }
        counts["repeated", default: 0] += state.messages.reduce(0) { $0 + $1.repetitions }
        counts["delivered", default: 0] += state.handoffs.count { !$0.handoff.isInMailbox }
        counts["refused by recipients", default: 0] += state.handoffs.count {
            $0.handoff.refusedAt != nil
        }
    }

    var isWide: Bool {
        [
            "met", "missed", "met_late", "starts", "refused", "resubmitted", "repeated",
            "delivered", "refused by recipients",
        ].allSatisfy { counts[$0, default: 0] > 0 }
    }

    var description: String {
        let counts = counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        return "\(schedules) schedules, \(entries) entries; \(counts.joined(separator: ", "))"
    }
}
