// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import Relay
import ServiceLifecycle

/// Serves HTTP/1.1 at one place, with Hummingbird's router and its way of handling a connection.
///
/// The loop around them is our own because Hummingbird's server binds addresses only, and cannot
/// serve a socket that systemd holds. It is told when it listens, and it ends in an order that loses
/// nobody: first nothing more is taken from the socket, then what was taken is answered, then idle
/// connections are closed.
struct Listener<Responder: HTTPResponder>: Service
where Responder.Context == CallContext {
    let place: ListeningPlace
    let responder: Responder
    let limits: WebLimits
    let date: HTTPDate
    let tally: Tally
    /// Takes plain referrals by the short road; nil where none are taken.
    let gate: Gate?
    /// Makes what learns who is at the other end of a new connection; nil where no TLS ends.
    var welcome: (@Sendable () -> ConnectionPeer)?
    let logger: Logger
    /// Told once, when callers can connect.
    let isListening: @Sendable () -> Void

    /// Listens until it is told to stop and everybody is answered.
    func run() async throws {
        let connections = Connections()
        let http = Connection(
            limits: limits, date: date, tally: tally,
            express: gate.map { ExpressRoad($0, date) { connections.isStopping } }
        ) { request, writer, channel in
            try await respond(
                to: request, writer, on: channel, of: connections, isLast: connections.isStopping)
        }
        let server = try await bind(http, connections)
        isListening()
        let grace = TimeAmount.milliseconds(limits.farewellMilliseconds)
        try await withGracefulShutdownHandler {
            try await serve(server, http)
        } onGracefulShutdown: {
            connections.stop()
            let channel = server.channel
            channel.triggerUserOutboundEvent(DoorKeeper.Shut(), promise: nil)
            // Who connected just before has sent a request, or is about to: it is answered.
            channel.eventLoop.scheduleTask(in: grace) {
                channel.close(promise: nil)
                connections.quiesce()
            }
        }
    }

    /// Serves until the socket is closed and everybody is answered.
    ///
    /// Not to be cancelled while connections come in: one that was taken and not handed on would be dropped,
    /// and NIO brings down a program that drops one.
    private func serve(
        _ server: NIOAsyncChannel<Connection.Value, Never>, _ http: Connection
    ) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            try await server.executeThenClose { inbound in
                for try await connection in inbound {
                    group.addTask { await http.handle(value: connection, logger: logger) }
                }
            }
        }
    }

    @concurrent private func respond(
        to request: Request, _ writer: consuming ResponseWriter, on channel: any Channel,
        of connections: Connections, isLast: Bool
    ) async throws {
        var context = CallContext(
            source: ApplicationRequestContextSource(channel: channel, logger: logger))
        connections.introduce(&context, on: channel)
        var asked = request.method == .head ? request.asGet : request
        let invitation = Invitation(request, on: channel)
        if let invitation {
            asked.body = RequestBody(
                asyncSequence: InvitedContent(content: request.body, invitation: invitation))
        }
        var response: Response
        do {
            response = try await responder.respond(to: asked, context: context)
        } catch let error as HTTPParserError {
            // What came is no HTTP: the connection's handler says so and closes it.
            throw error
        } catch {
            logger.error("a request was not answered", metadata: ["why": "\(error)"])
            response = Response(status: .internalServerError)
        }
        if request.method == .head { response = response.withoutContent }
        response.headers[.date] = date.text
        // Who was not asked for its content may send it all the same, or not.
        let isUnheard = invitation?.isSent == false
        if isLast || isUnheard { response.headers[.connection] = "close" }
        try await writer.write(response: response.head, body: response.body)
    }
}

extension Listener {
    private func bind(
        _ http: Connection, _ connections: Connections
    ) async throws -> NIOAsyncChannel<Connection.Value, Never> {
        let most = limits.connections
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: CInt(limits.backlog))
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(DoorKeeper())
                    try pipeline.addHandler(
                        AvailableConnectionsChannelHandler(
                            delegate: CountedConnections(most: most, tally: tally)))
                }
            }
        let setUp = { @Sendable (channel: any Channel) in
            let (peer, hangUp) = (welcome?(), HangUp())
            connections.add(channel, peer, hangUp)
            return http.setup(channel, peer, hangUp)
        }
        switch place {
        case .address(.tcp(let host, let port)):
            return try await bootstrap.bind(
                host: host, port: port, childChannelInitializer: setUp)
        case .address(.unix(let path)):
            return try await bootstrap.bind(
                unixDomainSocketPath: path, cleanupExistingSocketFile: true,
                childChannelInitializer: setUp)
        case .inherited(let descriptor, _):
            return try await bootstrap.bind(descriptor, childChannelInitializer: setUp)
        }
    }
}
