// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HummingbirdTesting
import Relay
import Safeguarding
import SampleTown
import Synchronization
import Testing

@testable import Web

/// Whoever asks about whole periods takes turns: a few questions must not take every processor and all
/// memory from what they are about.
@Suite struct `Readings of whole periods` {
    private let town: SampleTown
    private let readings: LongReadings
    private let course = Course()

    init() async throws {
        town = try SampleTown()
        let tally = try await Counter(town).broker.tally
        readings = LongReadings(
            limit: 2,
            perAgency: InFlight(.longReadings, limit: 3, retryAfter: 7, tally: tally))
    }

    /// Begins a reading that goes on until the course ends it.
    private func begin(_ name: String, for resident: Resident) -> Task<Void, any Error> {
        Task { [readings, course] in
            try await readings.read(for: resident.id) { await course.run(name) }
        }
    }

    /// Lets everybody go on until something holds, or the time of the test is over.
    private func until(
        _ condition: () -> Bool, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        while !condition() {
            guard !Task.isCancelled else {
                course.endAll()
                Issue.record("it never came to this", sourceLocation: sourceLocation)
                throw CancellationError()
            }
            await Task.yield()
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `go on two at once, one of an agency, first come first`() async throws {
        var tasks = [begin("police 1", for: town.police)]
        try await until { course.begun == ["police 1"] }
        tasks.append(begin("police 2", for: town.police))
        try await until { readings.waitingCount == 1 }
        tasks.append(begin("council", for: town.council))
        try await until { course.begun == ["police 1", "council"] }
        tasks.append(begin("school", for: town.school))
        try await until { readings.waitingCount == 2 }
        course.end("council")
        try await until { course.begun.count == 3 }
        #expect(course.begun == ["police 1", "council", "school"], "the police read already")
        course.end("police 1")
        course.end("school")
        course.end("police 2")
        for task in tasks { try await task.value }
        #expect(course.begun == ["police 1", "council", "school", "police 2"])
    }

    @Test(.timeLimit(.minutes(5)))
    func `are given up by whoever hangs up before their turn`() async throws {
        let first = begin("first", for: town.police)
        try await until { course.begun == ["first"] }
        let second = begin("second", for: town.police)
        try await until { readings.waitingCount == 1 }
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
        #expect(readings.waitingCount == 0)
        course.end("first")
        try await first.value
        #expect(course.begun == ["first"])
    }

    @Test(.timeLimit(.minutes(5)))
    func `are refused to an agency of which too many wait, and to no other`() async throws {
        let tasks = (1...3).map { begin("police \($0)", for: town.police) }
        try await until { readings.waitingCount == 2 }
        await #expect(throws: Fault.tooMany(.longReadings, limit: 3, retryAfter: 7)) {
            try await readings.read(for: town.police.id) {}
        }
        try await readings.read(for: town.council.id) {}
        for number in 1...3 { course.end("police \(number)") }
        for task in tasks { try await task.value }
    }

    @Test func `say at the door what is too much`() async throws {
        let counter = try await Counter(town)
        var limits = WebLimits()
        limits.longReadingsPerAgency = 0
        try await counter.serve(limits: limits) { client in
            let fields = try counter.fields(town.manager)
            for path in ["/audit/questions/Q1", "/audit/referrals", "/audit/reads"] {
                let answer = try await client.get(path, fields)
                #expect(answer.status == .tooManyRequests, "\(path): \(answer.text)")
                #expect(answer.text.contains("questions about whole periods"))
            }
            #expect(
                counter.metrics.text.contains(
                    "baton_limits_reached_total{limit=\"long_readings\"} 3"))
        }
    }
}

/// Readings that go on until they are told to end.
private final class Course: Sendable {
    private struct State {
        var begun: [String] = []
        var ended: Set<String> = []
        var isOver = false
        var running: [String: CheckedContinuation<Void, Never>] = [:]
    }

    private let state = Mutex(State())

    /// Those that had their turn, in order.
    var begun: [String] { state.withLock { $0.begun } }

    func run(_ name: String) async {
        await withCheckedContinuation { running in
            let isOver = state.withLock { state in
                state.begun.append(name)
                if state.isOver || state.ended.contains(name) { return true }
                state.running[name] = running
                return false
            }
            if isOver { running.resume() }
        }
    }

    /// Ends those that go on, and all that would begin.
    func endAll() {
        let running = state.withLock { state in
            state.isOver = true
            defer { state.running = [:] }
            return state.running.values
        }
        for running in running { running.resume() }
    }

    func end(_ name: String) {
        let running = state.withLock { state in
            state.ended.insert(name)
            return state.running.removeValue(forKey: name)
        }
        running?.resume()
    }
}
