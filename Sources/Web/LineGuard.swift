// SPDX-License-Identifier: Apache-2.0

import Glibc
import NIOCore
import NIOHTTP1

/// Lets no CR and no LF that stands alone pass before a request.
///
/// NIO's parser passes over as many of either as come there, and a program before this one may see another
/// request in them. RFC 9112 section 2.2 has empty lines ignored, which end in CR LF. What is found becomes a
/// byte that no method has, so that whoever refuses what is no HTTP refuses it in its turn.
///
/// Stands where bytes are bytes, right before what reads requests, and is told what that made of them
/// (`noteRead`). Only what holds such a byte at all is handed on piece by piece, to learn where a request
/// ends.
final class LineGuard: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private var place = Place.between
    /// Whether the byte before what comes is a CR whose LF may still come.
    private var followsReturn = false
    private var isRefused = false

    /// What comes next.
    private enum Place {
        /// A request.
        case between
        /// The rest of a head.
        case head
        /// What belongs to this head, of whose content so many bytes were read.
        case content(HTTPRequestHead, read: Int)
    }

    private static let (lineFeed, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
    private static let emptyLine = Array("\r\n\r\n".utf8)
    /// The most pieces of one request: only what is made to cost has as many empty lines.
    static let mostPieces = 1_000
    private var pieces = 0

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // Nothing that follows what was refused is heard.
        if isRefused { return }
        var rest = unwrapInboundIn(data)
        guard rest.readableBytes > 0, hasLooseEnd(rest) else {
            note(rest)
            return context.fireChannelRead(data)
        }
        // The end of a head or of chunks may have begun in the read before.
        var singles = Self.emptyLine.count - 1
        while !isRefused, rest.readableBytes > 0, context.channel.isActive {
            pieces += 1
            if pieces > Self.mostPieces {
                isRefused = true
                return context.fireErrorCaught(HTTPParserError.strictModeAssertion)
            }
            handOn(&rest, &singles, context)
        }
    }

    /// Hands on as much as surely lies within one request.
    private func handOn(
        _ rest: inout ByteBuffer, _ singles: inout Int, _ context: ChannelHandlerContext
    ) {
        let count: Int
        switch place {
        case .between where beginsLoose(rest):
            isRefused = true
            return context.fireChannelRead(wrapInboundOut(ByteBuffer(bytes: [0])))
        case .content(let head, let read) where head.length > read:
            count = min(head.length - read, rest.readableBytes)
        case .head where singles > 0 && beginsWithEnd(rest),
            .content where singles > 0 && beginsWithEnd(rest):
            (count, singles) = (1, singles - 1)
        case .between, .head, .content: count = lengthToEmptyLine(rest)
        }
        guard let piece = rest.readSlice(length: count) else { return }
        note(piece)
        context.fireChannelRead(wrapInboundOut(piece))
    }

    /// Remembers how what is handed on ends, and that a request has begun with it.
    private func note(_ bytes: ByteBuffer) {
        let view = bytes.readableBytesView
        guard let first = view.first, let last = view.last else { return }
        followsReturn = last == Self.carriageReturn
        if case .between = place, !Self.isEnd(first) || !Self.isEnd(last) { place = .head }
    }

    /// Takes down what was read of a request.
    func noteRead(_ part: HTTPServerRequestPart) {
        switch (part, place) {
        case (.head(let head), _): place = .content(head, read: 0)
        case (.body(let bytes), .content(let head, let read)):
            place = .content(head, read: read + bytes.readableBytes)
        case (.body, _): break
        case (.end, _): (place, followsReturn, pieces) = (.between, false, 0)
        }
    }

    /// Whether a CR or LF stands anywhere that is not one of CR LF.
    private func hasLooseEnd(_ bytes: ByteBuffer) -> Bool {
        bytes.withUnsafeReadableBytes { bytes in
            let completes = followsReturn && bytes[0] == Self.lineFeed
            var isLoose = followsReturn && !completes
            var feeds = 0
            Self.forEach(Self.lineFeed, in: bytes) { position in
                feeds += 1
                let follows = position > 0 ? bytes[position - 1] == Self.carriageReturn : completes
                if !follows { isLoose = true }
            }
            var returns = completes ? 1 : 0
            Self.forEach(Self.carriageReturn, in: bytes) { _ in returns += 1 }
            return isLoose || returns != feeds
        }
    }

    /// The C library finds a byte many times faster than a loop does, and this is done for every read.
    private static func forEach(
        _ byte: UInt8, in bytes: UnsafeRawBufferPointer, do body: (Int) -> Void
    ) {
        guard let base = bytes.baseAddress else { return }
        var start = 0
        while start < bytes.count,
            let found = memchr(base + start, Int32(byte), bytes.count - start)
        {
            let position = base.distance(to: UnsafeRawPointer(found))
            body(position)
            start = position + 1
        }
    }

    private static func isEnd(_ byte: UInt8) -> Bool {
        byte == lineFeed || byte == carriageReturn
    }

    private func beginsWithEnd(_ bytes: ByteBuffer) -> Bool {
        bytes.readableBytesView.first.map(Self.isEnd) ?? false
    }

    /// Whether a request would begin, after any empty lines, behind a CR or LF that stands alone.
    private func beginsLoose(_ bytes: ByteBuffer) -> Bool {
        var view = bytes.readableBytesView[...]
        if followsReturn {
            guard view.first == Self.lineFeed else { return true }
            view = view.dropFirst()
        }
        while view.starts(with: Self.emptyLine.prefix(2)) { view = view.dropFirst(2) }
        switch view.first {
        case Self.lineFeed: return true
        // Its LF may still come.
        case Self.carriageReturn: return view.count > 1
        default: return false
        }
    }

    /// How many bytes there are to the end of the first empty line, or of all.
    private func lengthToEmptyLine(_ bytes: ByteBuffer) -> Int {
        let view = bytes.readableBytesView
        let end = view.firstRange(of: Self.emptyLine)?.upperBound ?? view.endIndex
        return view.distance(from: view.startIndex, to: end)
    }
}

extension HTTPRequestHead {
    /// How many bytes of content follow; 0 where that is not said, as for chunks.
    fileprivate var length: Int {
        headers.contains(name: "transfer-encoding")
            ? 0 : headers.first(name: "content-length").flatMap { Int($0) } ?? 0
    }
}
