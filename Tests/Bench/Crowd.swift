// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Synchronization

/// So many connections that send at once, each its next request when it has its answer.
///
/// All are held by one thread, as a load generator does it: a thread a connection would be woken by
/// each answer, and the daemon charged for waking it.
struct Crowd: Sendable {
    let port: Int
    let inFlight: Int

    /// Posts all, each of which must be accepted; gives every wait in microseconds, in order.
    func post(_ requests: [[UInt8]]) throws -> [Double] { try send(requests, expecting: 202) }

    /// Sends all, each of which must be answered so; gives every wait in microseconds, in order.
    func send(_ requests: [[UInt8]], expecting status: Int) throws -> [Double] {
        let connections = try (0..<inFlight).map { _ in try Connection(port: port) }
        var places = connections.map {
            pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0)
        }
        var began = [Double](repeating: 0, count: inFlight)
        var waits: [Double] = []
        var next = 0
        func sendNext(_ number: Int) throws {
            guard next < requests.count else { return }
            began[number] = wallMicroseconds()
            try connections[number].send(requests[next])
            next += 1
        }
        for number in connections.indices { try sendNext(number) }
        while waits.count < requests.count {
            poll(&places, nfds_t(places.count), -1)
            for number in places.indices where places[number].revents != 0 {
                try connections[number].receive()
                guard let answer = try connections[number].answer() else { continue }
                guard answer.status == status else {
                    throw BenchFailure.answer(String(decoding: answer.body, as: UTF8.self))
                }
                waits.append(wallMicroseconds() - began[number])
                try sendNext(number)
            }
        }
        return waits.sorted()
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
