// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Intake
package import Ledger
package import Safeguarding
import ServiceLifecycle

/// Looks at the clock: what is due is judged, also when no message arrives.
package struct Watchman: Service {
    private let broker: Broker
    private let clock: any ClockKeeper
    private let ends: (any EndKeeper)?

    /// Watches a broker's expectations.
    ///
    /// - Parameter clock: keeps the time outside the database each minute.
    /// - Parameter ends: hears of keys, certificates and revocation lists that end; nil where nobody
    ///   does.
    package init(_ broker: Broker, clock: any ClockKeeper, ends: (any EndKeeper)? = nil) {
        self.broker = broker
        self.clock = clock
        self.ends = ends
    }

    /// Looks until it is told to stop.
    package func run() async throws {
        try await cancelWhenGracefulShutdown {
            var watch = Watch()
            while !Task.isCancelled {
                try await look()
                do throws(StoreFailure) { try await watch.look(broker) } catch { note(error) }
                for change in watch.ends(broker) { ends?.hear(change) }
                for change in watch.keyChanges { ends?.hear(change) }
                let time = broker.clock.read()
                clock.keep(time.now)
                clock.stands(time.doubt)
                broker.tally.show(time.standing)
                let pause = broker.setting.limits.watchMilliseconds
                do { try await broker.world.sleep(.milliseconds(pause)) } catch { return }
            }
        }
    }

    /// Every transaction judges what is due before anything else; an empty one does only that.
    private func look() async throws {
        do throws(StoreFailure) {
            if try await broker.isAnythingToEnter() {
                try await broker.sequencer.enter { _ throws(StoreFailure) in }
            }
        } catch { note(error) }
    }

    /// What ends the daemon is told elsewhere.
    private func note(_ failure: StoreFailure) {
        switch failure {
        case .inputOutput, .inDoubt, .damaged, .stopped: return
        case .full, .busy, .corrupt, .refused: broker.tally.count("watch_failures")
        }
    }
}

/// What the watchman remembers from look to look: what waits in mailboxes, who was heard of, who was
/// told of keys that end, and how far signers were looked at once more.
package struct Watch: Sendable {
    private var unfetched = Unfetched()
    private var silences = Silences()
    private var endingKeys = EndingKeys()
    private var secondLooks = SecondLooks()
    private var endings = Endings()
    /// What the last look found to have changed about agencies' keys and certificates that end.
    private(set) var keyChanges: [EndingKeyChange] = []

    /// Remembers nothing yet.
    package init() {}

    /// Enters what nobody has fetched in time, and who has not been heard of for longer than usual;
    /// tells whose key ends soon; looks once more at who signed under certificates.
    ///
    /// Each is tried, whatever became of the others.
    ///
    /// - Throws: the first failure, when all were tried.
    package mutating func look(_ broker: Broker) async throws(StoreFailure) {
        var failures: [StoreFailure] = []
        keyChanges = []
        do throws(StoreFailure) { try await broker.declareUndeliverable(&unfetched) } catch {
            failures.append(error)
        }
        do throws(StoreFailure) { try await broker.declareSilences(&silences) } catch {
            failures.append(error)
        }
        do throws(StoreFailure) {
            keyChanges = try await broker.tellOfEndingKeys(&endingKeys)
        } catch { failures.append(error) }
        do throws(StoreFailure) { try await broker.lookAgain(&secondLooks) } catch {
            failures.append(error)
        }
        if let first = failures.first { throw first }
    }

    /// What changed about certificates and revocation lists that end.
    mutating func ends(_ broker: Broker) -> [EndingChange] { broker.ends(&endings) }
}

/// Keeps the time outside the database, so that a start can name the interval of an outage.
package protocol ClockKeeper: Sendable {
    /// Hears of the time; it writes at most once a minute.
    func keep(_ now: Instant)

    /// Hears how the clock stands: why it is in doubt, or nil.
    func stands(_ doubt: ClockDoubt?)
}

extension Broker {
    /// While the clock is in doubt verdicts wait, and only the doubt itself is entered.
    fileprivate func isAnythingToEnter() async throws(StoreFailure) -> Bool {
        let time = clock.read()
        guard time.doubt == nil else { return time.unrecorded != nil }
        let now = time.now
        return try await store.read { store throws(StoreFailure) in
            try !store.due(by: now, limit: 1).isEmpty
        }
    }

    /// Whether promise 1 can be kept: a transaction goes through, and there is room for what it
    /// writes.
    package func isReady() async -> Bool {
        guard (try? await sequencer.enter { _ throws(StoreFailure) in }) != nil else {
            return false
        }
        return await store.hasRoom()
    }
}
