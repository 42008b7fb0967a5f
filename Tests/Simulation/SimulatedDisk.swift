// SPDX-License-Identifier: Apache-2.0

package import Relay
import Synchronization

/// What survives when the broker dies, and everything that can go wrong on the way there.
///
/// Each incarnation of the broker gets a port of its own. When it crashes its port is dead: nothing
/// that it still does leaves a trace, and whether the transaction that it was just syncing landed is
/// for chance to say.
package final class SimulatedDisk: Sendable {
    let simulator: Simulator
    private let state: Mutex<State>
    private let breach: @Sendable (String) -> Void

    private struct State {
        var durable = MemoryState()
        var weather: Weather
        var incarnations: [Int: Incarnation] = [:]
    }

    private struct Incarnation {
        var isAlive = true
        /// Why nothing may be acknowledged any more.
        var failure: StoreFailure?
        /// Whether the broker was told of it: from then on it must not even try.
        var isTold = false
        /// How many entries it was told are durable.
        var confirmed: Int64
        /// What is being synced.
        var inFlight: MemoryState?
        var isWriting = false
    }

    /// Makes an empty disk.
    ///
    /// - Parameter breach: hears of a broker that goes on after a failure after which it must not.
    package init(
        _ simulator: Simulator, weather: Weather, breach: @escaping @Sendable (String) -> Void
    ) {
        self.simulator = simulator
        self.breach = breach
        state = Mutex(State(weather: weather))
    }

    /// What is durable now.
    package var durable: MemoryState { state.withLock { $0.durable } }

    /// Changes the weather.
    package func turn(_ weather: Weather) { state.withLock { $0.weather = weather } }

    /// How many entries an incarnation was told are durable.
    package func confirmed(_ incarnation: Int) -> Int64 {
        state.withLock { $0.incarnations[incarnation]?.confirmed ?? 0 }
    }

    /// The port of a new incarnation.
    package func port(for incarnation: Int) -> any Store {
        state.withLock { state in
            let size = Int64(state.durable.entries.count)
            state.incarnations[incarnation] = Incarnation(confirmed: size)
        }
        return DiskPort(disk: self, incarnation: incarnation)
    }

    /// An incarnation loses its memory, here and now.
    package func crash(_ incarnation: Int) {
        let lands = simulator.happens(50)
        state.withLock { state in
            state.incarnations[incarnation]?.isAlive = false
            guard let inFlight = state.incarnations[incarnation]?.inFlight else { return }
            state.incarnations[incarnation]?.inFlight = nil
            if lands { state.durable = inFlight }
        }
    }
}

extension SimulatedDisk {
    var weather: Weather { state.withLock { $0.weather } }

    /// A step of work takes its time; who died meanwhile does not go on.
    func takeTime(_ incarnation: Int) async throws(StoreFailure) {
        let slowness = weather.slowness
        if slowness > 0 {
            await simulator.pause(milliseconds: simulator.decide { $0.below(slowness + 1) })
        }
        guard state.withLock({ $0.incarnations[incarnation]?.isAlive ?? false }) else {
            throw .stopped
        }
    }

    /// Begins a transaction: there is one at a time, and none after the store failed.
    ///
    /// A store that failed commits nothing any more, also for a broker that has not heard of it yet.
    func begin(_ incarnation: Int) throws(StoreFailure) {
        let (wrong, failure): (String?, StoreFailure?) = state.withLock { state in
            guard let current = state.incarnations[incarnation], current.isAlive else {
                return (nil, nil)
            }
            if let failure = current.failure {
                let wrong = current.isTold ? "a commit was begun after \(failure)" : nil
                return (wrong, failure)
            }
            state.incarnations[incarnation]?.isWriting = true
            return (current.isWriting ? "two transactions were written at once" : nil, nil)
        }
        if let wrong { breach(wrong) }
        if let failure {
            tell(incarnation)
            throw failure
        }
    }

    /// The broker is told of the failure, here and now.
    func tell(_ incarnation: Int) {
        state.withLock { $0.incarnations[incarnation]?.isTold = true }
    }

    func end(_ incarnation: Int) {
        state.withLock { $0.incarnations[incarnation]?.isWriting = false }
    }

    /// Lays out what is about to be synced.
    func lay(_ next: MemoryState, _ incarnation: Int) {
        state.withLock { $0.incarnations[incarnation]?.inFlight = next }
    }

    /// What was laid out is durable from now on, or gone.
    func settle(_ incarnation: Int, lands: Bool) {
        state.withLock { state in
            guard let next = state.incarnations[incarnation]?.inFlight else { return }
            state.incarnations[incarnation]?.inFlight = nil
            if lands { state.durable = next }
        }
    }

    /// The incarnation is told that everything is durable up to here.
    func confirm(_ incarnation: Int, _ size: Int) {
        state.withLock { $0.incarnations[incarnation]?.confirmed = Int64(size) }
    }

    /// Notes a failure that an incarnation is about to be told.
    func failing(_ failure: StoreFailure, _ incarnation: Int, _ what: String) -> StoreFailure {
        simulator.note("disk \(incarnation): \(what) fails, \(failure)")
        if failure.isFatal {
            state.withLock { state in
                let first = state.incarnations[incarnation]?.failure ?? failure
                state.incarnations[incarnation]?.failure = first
            }
        }
        return failure
    }
}
