// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

/// So many connections that send at once, each its next request when it has its answer.
struct Crowd: Sendable {
    let port: Int
    let inFlight: Int

    /// Posts all, each of which must be accepted; gives every wait in microseconds, in order.
    func post(_ requests: [[UInt8]]) throws -> [Double] {
        let next = Atomic(0)
        let waits = Mutex<[Double]>([])
        try Workers.run(inFlight) { _ in
            var connection = try Connection(port: port)
            var mine: [Double] = []
            while case let turn = next.add(1, ordering: .relaxed).oldValue, turn < requests.count {
                let start = wallMicroseconds()
                let answer = try connection.exchange(requests[turn])
                mine.append(wallMicroseconds() - start)
                guard answer.status == 202 else {
                    throw BenchFailure.answer(String(decoding: answer.body, as: UTF8.self))
                }
            }
            waits.withLock { $0 += mine }
        }
        return waits.withLock { $0.sorted() }
    }
}

/// Threads of their own: a wait for an answer blocks one of them and nothing else.
enum Workers {
    /// Runs a piece of work on so many threads, and waits for all of them.
    static func run(_ count: Int, _ work: @escaping @Sendable (Int) throws -> Void) throws {
        let group = DispatchGroup()
        let failure = Mutex<(any Error)?>(nil)
        for number in 0..<count {
            group.enter()
            Thread.detachNewThread {
                do { try work(number) } catch { failure.withLock { $0 = $0 ?? error } }
                group.leave()
            }
        }
        group.wait()
        if let failure = failure.withLock({ $0 }) { throw failure }
    }
}
