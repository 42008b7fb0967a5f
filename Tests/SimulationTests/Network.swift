// SPDX-License-Identifier: Apache-2.0

import Simulation
import Synchronization

/// The wires between nodes and broker: requests and answers are late, lost, repeated, out of order.
struct Network: Sendable {
    let simulator: Simulator
    private let weather: Box<Weather>

    /// How often what goes wrong, in times of a hundred.
    struct Weather: Sendable {
        /// Requests that never arrive, and answers that never do.
        var lost = 0
        /// Requests that arrive twice.
        var repeated = 0
        /// The longest that a request or an answer travels, in milliseconds.
        var slowness = 0
        /// Callers who gave up waiting and closed the connection, so that their call is cancelled.
        var hangUps = 0
    }

    init(_ simulator: Simulator, _ weather: Weather) {
        self.simulator = simulator
        self.weather = Box(weather)
    }

    /// From now on nothing goes wrong.
    func calm() { weather.set(Weather()) }

    /// Sends a request and waits for its answer; nil when none came in time.
    func exchange<Answer: Sendable>(
        patience: Int, _ serve: @escaping @Sendable () async -> Answer?
    ) async -> Answer? {
        let reply = Reply<Answer>()
        let weather = weather.value
        let copies =
            simulator.happens(weather.lost) ? 0 : simulator.happens(weather.repeated) ? 2 : 1
        for _ in 0..<copies {
            simulator.after(milliseconds: delay(weather)) { deliver(serve, reply, weather) }
        }
        simulator.after(milliseconds: Int64(patience)) {
            let calls = reply.giveUp()
            if !calls.isEmpty, simulator.happens(weather.hangUps) {
                for call in calls { call.cancel() }
            }
        }
        return await reply.value
    }

    private func deliver<Answer: Sendable>(
        _ serve: @escaping @Sendable () async -> Answer?, _ reply: Reply<Answer>, _ weather: Weather
    ) {
        let call = simulator.spawn("a call") {
            guard let answer = await serve(), !simulator.happens(weather.lost) else { return }
            simulator.after(milliseconds: delay(weather)) { reply.resolve(answer) }
        }
        reply.note(call)
    }

    private func delay(_ weather: Weather) -> Int64 {
        weather.slowness == 0 ? 0 : Int64(simulator.decide { $0.below(weather.slowness) })
    }
}

/// Somebody waits for an answer until it comes, or until patience is at an end.
private final class Reply<Answer: Sendable>: Sendable {
    private let state = Mutex(State())

    private struct State {
        var isOver = false
        var answer: Answer?
        var waiter: CheckedContinuation<Answer?, Never>?
        var calls: [Task<Void, Never>] = []
    }

    /// The answer; nil when patience ended first.
    var value: Answer? {
        get async {
            await withCheckedContinuation { waiter in
                let (isOver, answer) = state.withLock { state in
                    if !state.isOver { state.waiter = waiter }
                    return (state.isOver, state.answer)
                }
                if isOver { waiter.resume(returning: answer) }
            }
        }
    }

    func note(_ call: Task<Void, Never>) { state.withLock { $0.calls.append(call) } }

    func resolve(_ answer: Answer) { _ = end(answer) }

    /// Ends the waiting; the calls that were still under way are returned.
    func giveUp() -> [Task<Void, Never>] { end(nil) }

    private func end(_ answer: Answer?) -> [Task<Void, Never>] {
        let (waiter, calls) = state.withLock { state in
            guard !state.isOver else {
                return (nil, []) as (CheckedContinuation<Answer?, Never>?, [Task<Void, Never>])
            }
            defer { state.waiter = nil }
            (state.isOver, state.answer) = (true, answer)
            return (state.waiter, state.calls)
        }
        waiter?.resume(returning: answer)
        return calls
    }
}

/// A value that changes, seen from many tasks of one thread.
final class Box<Value: Sendable>: Sendable {
    private let state: Mutex<Value>

    init(_ value: Value) { state = Mutex(value) }

    var value: Value { state.withLock { $0 } }

    func set(_ value: Value) { state.withLock { $0 = value } }

    func change<Result: Sendable>(_ change: (inout Value) -> Result) -> Result {
        state.withLock { change(&$0) }
    }
}
