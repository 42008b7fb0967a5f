// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import Relay

/// How each connection of a listener is handled: HTTP/1.1 by Hummingbird, and where plain referrals
/// arrive the short road before it.
struct Connection: ServerChildChannel, HTTPChannelHandler {
    typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    let responder: HTTPChannelHandler.Responder
    private let limits: WebLimits
    private let date: HTTPDate
    private let tally: Tally
    private let express: ExpressRoad?
    /// What reads requests, known to the runtime before the first connection comes.
    private let reader = Self.reader

    /// Asked for once: two event loops that asked the runtime for this type for the first time at the
    /// same moment brought it down (Swift 6.3.1, null metadata while it checked a conformance).
    private static let reader = ObjectIdentifier(ByteToMessageHandler<HTTPRequestDecoder>.self)

    init(
        limits: WebLimits, date: HTTPDate, tally: Tally, express: ExpressRoad?,
        responder: @escaping HTTPChannelHandler.Responder
    ) {
        self.limits = limits
        self.date = date
        self.tally = tally
        self.express = express
        self.responder = responder
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        setup(channel, nil, HangUp())
    }

    /// Makes a connection ready; one with a peer speaks TLS.
    func setup(
        _ channel: any Channel, _ peer: ConnectionPeer?, _ hangUp: HangUp
    ) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            if let peer {
                try pipeline.addHandler(peer.handler)
                try pipeline.addHandler(
                    HandshakeGuard(peer, seconds: limits.handshakeSeconds, tally: tally))
            }
            try pipeline.addHandler(hangUp)
            let lines = LineGuard(limits: limits)
            let idle = IdleGuard(seconds: limits.idleSeconds, tally: tally)
            let entrance = express?.entrance(on: channel.eventLoop, peer)
            let familiar = entrance.map { FamiliarHead($0, lines, idle) }
            if let familiar { try pipeline.addHandler(familiar) }
            let pace = PaceGuard(
                seconds: limits.requestSeconds, tally: tally, isBetween: { lines.isBetween })
            try pipeline.addHandler(pace)
            let encoder = AnswerEncoder()
            try pipeline.addHandler(encoder)
            try pipeline.addHandler(lines)
            try pipeline.addHandler(
                ByteToMessageHandler(HTTPRequestDecoder(limitConfiguration: limits.decoder)))
            try pipeline.addHandler(Exchanges(pace, lines, idle, familiar))
            // One request at a time, whichever road it takes.
            try pipeline.addHandler(HTTPServerPipelineHandler())
            try pipeline.addHandler(
                HeadGuard(
                    limits: limits, encoder: encoder, date: date, tally: tally, lines: lines))
            try pipeline.addHandler(ConnectionEnd(limits: limits, encoder: encoder))
            if let entrance, let familiar {
                try pipeline.addHandler(ExpressLane(entrance, encoder, familiar))
            }
            try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: peer != nil))
            return try NIOAsyncChannel(
                wrappingChannelSynchronously: channel,
                configuration: .init(isOutboundHalfClosureEnabled: true))
        }
    }

    func handle(value: Value, logger: Logger) async {
        await handleHTTP(asyncChannel: value, logger: logger)
    }
}

extension WebLimits {
    fileprivate var decoder: NIOHTTPDecoderLimitConfiguration {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = headerBytes
        limits.maxHeaderListSize = headerBytes
        limits.maxHeaderFieldCount = headerFields
        return limits
    }
}
