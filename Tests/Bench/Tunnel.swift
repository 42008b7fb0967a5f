// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import NIOCore
import NIOPosix
import NIOSSL

/// A way into a daemon that speaks TLS: what comes to a port of loopback goes on encrypted, under the
/// certificate of a node.
///
/// It runs in this process, so that its cost is not the daemon's.
final class Tunnel {
    /// Where it is entered.
    let port: Int
    private let entrance: any Channel

    init(to daemon: Int, as node: NodeFile) throws {
        guard let transport = try node.transport?.read() else {
            throw BenchFailure.daemon("the node file names no certificate")
        }
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .noHostnameVerification
        configuration.certificateChain = try NIOSSLCertificate.fromPEMBytes(transport.certificate)
            .map { .certificate($0) }
        configuration.privateKey = .privateKey(
            try NIOSSLPrivateKey(bytes: transport.key, format: .pem))
        configuration.trustRoots = .certificates(
            try NIOSSLCertificate.fromPEMBytes(transport.authorities ?? []))
        let context = try NIOSSLContext(configuration: configuration)
        entrance = try ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { Self.join($0, to: daemon, context) }
            .bind(host: "127.0.0.1", port: 0).wait()
        port = entrance.localAddress?.port ?? 0
    }

    /// Closes the entrance; what is on its way ends with its connections.
    func close() { try? entrance.close().wait() }

    private static func join(
        _ near: any Channel, to port: Int, _ context: NIOSSLContext
    ) -> EventLoopFuture<Void> {
        ClientBootstrap(group: near.eventLoop)
            .channelInitializer { far in
                far.eventLoop.makeCompletedFuture {
                    try far.pipeline.syncOperations.addHandlers(
                        NIOSSLClientHandler(context: context, serverHostname: nil),
                        Passage(to: near))
                }
            }
            .connect(host: "127.0.0.1", port: port)
            .flatMapThrowing { far in
                try near.pipeline.syncOperations.addHandler(Passage(to: far))
            }
    }
}

/// Hands on what comes, and the end of it.
private final class Passage: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let other: any Channel

    init(to other: any Channel) { self.other = other }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        other.writeAndFlush(unwrapInboundIn(data), promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { other.close(promise: nil) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
