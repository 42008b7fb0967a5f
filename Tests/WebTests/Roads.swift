// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Glibc
import Hummingbird
import Logging
import NIOCore
import Relay
import Safeguarding
import SampleTown
import Synchronization

@testable import Web

/// The same broker behind two listeners: one has the short road for plain referrals, one has not.
///
/// They listen at Unix sockets, for a client that sends what no HTTP library would.
final class Roads: Sendable {
    let counter: Counter
    /// Counts what took the framework's road at the listener that has both.
    private let detour: CountingResponder
    let gate: Gate
    private let folder: TemporaryFolder
    private let listeners: [ServedListener]

    /// Which listener.
    enum Road: String, CaseIterable, Sendable {
        case ordinary, express
    }

    init(_ town: SampleTown, limits: WebLimits = WebLimits()) async throws {
        let counter = try await Counter(town)
        self.counter = counter
        folder = try TemporaryFolder()
        let routes = AgencyRoutes(counter.broker, limits, Logger(label: "test"))
        gate = routes.gate
        let responder = routes.router.buildResponder()
        detour = CountingResponder(responder)
        let (opened, hearing) = AsyncStream<Void>.makeStream()
        var listeners: [ServedListener] = []
        for road in Road.allCases {
            let listener = Listener(
                place: .address(.unix(path: folder.appending(path: road.rawValue).path)),
                responder: road == .express ? detour : CountingResponder(responder),
                limits: limits, date: HTTPDate { counter.broker.now },
                tally: counter.broker.tally,
                gate: road == .express ? gate : nil, logger: Logger(label: "test"),
                isListening: { hearing.yield() })
            listeners.append(ServedListener(listener))
        }
        self.listeners = listeners
        var waiting = opened.makeAsyncIterator()
        for _ in Road.allCases { await waiting.next() }
    }

    /// How many requests took the framework's road at the listener that has both.
    var detours: Int { detour.count.value }

    /// Waits until so many requests of an agency are in flight.
    ///
    /// Nothing is asked of the listener for it: a request that only looks would be in flight itself.
    func waits(until count: Int, inFlightOf agency: AgencyID) async {
        while gate.inFlight.count(of: agency) != count { await Task.yield() }
    }

    /// Sends pieces on a connection of its own, and gives all that comes back until the listener
    /// closes.
    ///
    /// - Parameter isEnded: whether this side says after the last piece that nothing more comes; else
    ///   the listener must close by itself.
    func exchange(_ pieces: [[UInt8]], over road: Road, isEnded: Bool) async throws -> [RawAnswer] {
        try await exchange(pieces, on: try connect(over: road), isEnded: isEnded)
    }

    /// Sends pieces on a connection, and gives all that comes back until the listener closes.
    func exchange(
        _ pieces: [[UInt8]], on connection: RawConnection, isEnded: Bool
    ) async throws -> [RawAnswer] {
        let bytes = try await Self.aside {
            // One that is closed early was answered all the same.
            for piece in pieces { connection.send(piece) }
            if isEnded { connection.end() }
            return try connection.readAll()
        }
        return try RawAnswer.all(in: bytes)
    }

    /// Waits on a thread of its own: what waits for an answer must not stand in its way.
    static func aside<Result: Sendable>(
        _ wait: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Swift.Result { try wait() })
            }
        }
    }

    /// Connects, for what stays open.
    func connect(over road: Road) throws -> RawConnection {
        try RawConnection(to: folder.appending(path: road.rawValue).path)
    }
}

/// Closes half a connection as a socket does: NIO's channels for tests close all of it.
final class HalfClosing: ChannelOutboundHandler, Sendable {
    typealias OutboundIn = Never

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard mode == .output else { return context.close(mode: mode, promise: promise) }
        promise?.succeed()
    }
}

/// Whether the daemon stops.
final class Stop: Sendable {
    let hasCome = Atomic(false)
}

/// A connection to a Unix socket; closed with the last reference to it.
final class RawConnection: Sendable {
    private let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)

    init(to path: String) throws {
        // Long: tests share few threads, and the listener is served by what others leave of them.
        var patience = timeval(tv_sec: 240, tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard connected == 0 else { throw RawAnswer.Fault.notConnected(errno) }
    }

    deinit { close(descriptor) }

    /// Sends bytes, as far as the other side takes them.
    func send(_ bytes: [UInt8]) {
        _ = bytes.withUnsafeBytes {
            Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
    }

    /// Whether the other side has still to read some of what was sent.
    var holdsUnread: Bool {
        var bytes: CInt = 0
        let told = ioctl(descriptor, UInt(TIOCOUTQ), &bytes)
        precondition(told == 0, "A socket knows what it holds.")
        return bytes > 0
    }

    /// Says that nothing more comes.
    func end() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Waits until something comes, and gives what came of it.
    @discardableResult func readSome() throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { throw RawAnswer.Fault.leftOpen("nothing came") }
        return Array(buffer[..<count])
    }

    /// Waits until the other side closes.
    func readAll() throws -> [UInt8] {
        var (bytes, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 16))
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count > 0 {
                bytes += buffer[..<count]
            } else if count == 0 || errno == ECONNRESET {
                return bytes
            } else {
                throw RawAnswer.Fault.leftOpen(String(decoding: bytes, as: UTF8.self))
            }
        }
    }
}

/// An answer as it came over the wire.
struct RawAnswer: Hashable, CustomStringConvertible {
    let status: String
    /// The header fields without the date, in alphabetical order.
    let fields: [String]
    let body: String

    enum Fault: Error {
        case notConnected(Int32)
        case leftOpen(String)
        case notHTTP(String)
    }

    var description: String { "\(status) \(fields) \(body)" }

    /// Takes apart what came on one connection.
    static func all(in bytes: [UInt8]) throws -> [RawAnswer] {
        var (answers, rest) = ([RawAnswer](), String(decoding: bytes, as: UTF8.self))
        while !rest.isEmpty {
            guard let end = rest.range(of: "\r\n\r\n") else { throw Fault.notHTTP(rest) }
            let lines = rest[..<end.lowerBound].components(separatedBy: "\r\n")
            let fields = lines.dropFirst().map { line in
                let parts = line.split(separator: ":", maxSplits: 1)
                return parts[0].lowercased() + ":" + (parts.count == 2 ? parts[1] : "")
            }.filter { !$0.hasPrefix("date:") }.sorted()
            let length =
                fields.first { $0.hasPrefix("content-length:") }
                .flatMap { Int($0.dropFirst("content-length:".count).filter { $0 != " " }) } ?? 0
            let after = rest[end.upperBound...]
            guard after.utf8.count >= length else { throw Fault.notHTTP(rest) }
            answers.append(
                RawAnswer(
                    status: lines[0], fields: fields,
                    body: String(decoding: after.utf8.prefix(length), as: UTF8.self)))
            rest = String(decoding: after.utf8.dropFirst(length), as: UTF8.self)
        }
        return answers
    }
}

/// Counts what comes to a responder.
struct CountingResponder: HTTPResponder {
    private let inner: any HTTPResponder<CallContext>
    let count = Counted()

    init(_ inner: any HTTPResponder<CallContext>) { self.inner = inner }

    @concurrent func respond(
        to request: Request, context: CallContext
    ) async throws -> Response {
        count.add()
        return try await inner.respond(to: request, context: context)
    }
}

/// A number that goes up.
final class Counted: Sendable {
    private let number = Atomic(0)

    func add() { number.add(1, ordering: .relaxed) }
    var value: Int { number.load(ordering: .relaxed) }
}
