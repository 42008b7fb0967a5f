// SPDX-License-Identifier: Apache-2.0

import Audit
import Ledger
import Logging
import Safeguarding
import SampleTown
import ServiceLifecycle
import Synchronization
import Testing

@testable import Relay

/// A question about the whole log may take minutes; it must not outlast whoever asked, nor the daemon.
@Suite struct `A reading of the whole log` {
    private let town: SampleTown
    private let stage: Stage

    init() async throws {
        town = try SampleTown()
        stage = try await Stage(town)
        try await stage.accept(
            try town.letter(from: town.police, "referral.made", to: [town.council]))
    }

    /// Asks each question that reads page after page, and gives why each was not answered.
    private static func ask(_ broker: Broker) async -> [StoreFailure?] {
        let period = Instant(milliseconds: 0)..<broker.now.adding(milliseconds: 1)
        let viewer = Viewer.overseer(
            broker.setting.directory.agencies[0].id, partnerships: [1])
        guard let partnership = broker.setting.partnership(number: 1) else { return [] }
        return [
            await failure { () async throws(StoreFailure) in
                _ = try await broker.answer(.referrals, during: period, of: partnership)
            },
            await failure { () async throws(StoreFailure) in
                _ = try await broker.survey(.referrals, during: period, of: partnership)
            },
            await failure { () async throws(StoreFailure) in
                _ = try await broker.referrals(ReferralFilter(), for: viewer)
            },
            await failure { () async throws(StoreFailure) in
                _ = try await broker.reads(ReadsFilter(during: period), for: viewer)
            },
        ]
    }

    private static func failure(
        _ ask: () async throws(StoreFailure) -> Void
    ) async -> StoreFailure? {
        do throws(StoreFailure) { try await ask() } catch { return error }
        return nil
    }

    @Test func `is answered to who waits for it`() async throws {
        #expect(await Self.ask(stage.broker) == [nil, nil, nil, nil])
    }

    @Test func `ends with whoever asked`() async throws {
        let broker = stage.broker
        let failures = await Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await Self.ask(broker)
        }.value
        #expect(failures == [.stopped, .stopped, .stopped, .stopped])
    }

    @Test func `ends when the daemon is told to stop, and ends nothing else`() async throws {
        let asking = Asking(broker: stage.broker, ask: Self.ask)
        let group = ServiceGroup(services: [asking], logger: Logger(label: "test"))
        await group.triggerGracefulShutdown()
        try await group.run()
        #expect(asking.failures.list.withLock { $0 } == [.stopped, .stopped, .stopped, .stopped])
        try await stage.accept(
            try town.letter(from: town.police, "referral.made", to: [town.council]))
    }
}

/// Asks once the daemon is told to stop.
private struct Asking: Service {
    let broker: Broker
    let ask: @Sendable (Broker) async -> [StoreFailure?]
    let failures = Failures()

    func run() async throws {
        try await gracefulShutdown()
        let found = await ask(broker)
        failures.list.withLock { $0 = found }
    }
}

private final class Failures: Sendable {
    let list = Mutex<[StoreFailure?]>([])
}
