// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// Lets no CR and no LF that stands alone pass before a request.
///
/// NIO's parser passes over as many of either as come there, and a program before this one may see another
/// request in them. RFC 9112 section 2.2 has empty lines ignored, which end in CR LF. What is found becomes a
/// byte that no method has, so that whoever refuses what is no HTTP refuses it in its turn.
///
/// Stands where bytes are bytes, right before what reads requests. It hands on a head, then its content, each
/// to its last byte and no further, and is told what was made of them (`noteRead`): so it knows at every byte
/// where it is, however the bytes are cut. Where the two do not agree, nothing more is heard.
final class LineGuard: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private var place = Place.between(followsReturn: false)
    private var start = RequestStart()
    private var isRefused = false
    /// What was made of the part that was handed on last.
    private var read: (head: HTTPRequestHead?, isWhole: Bool) = (nil, false)

    /// What comes next.
    private enum Place {
        /// A request, or an empty line; after a CR the LF of one.
        case between(followsReturn: Bool)
        /// The rest of a head.
        case head(EmptyLine)
        /// So many bytes of content.
        case content(Int)
        /// The rest of a content in chunks.
        case chunks(ChunkedContent)
    }

    /// Whether what came last begins with a word that could be a method, and none that the parser knows.
    var isUnknownMethod: Bool { start.isUnknownMethod }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var rest = unwrapInboundIn(data)
        // Nothing that follows what was refused is heard.
        while !isRefused, rest.readableBytes > 0, context.channel.isActive {
            handOn(&rest, context)
        }
    }

    /// Takes down what was read of a request.
    func noteRead(_ part: HTTPServerRequestPart) {
        switch part {
        case .head(let head): read.head = head
        case .body: break
        case .end: read.isWhole = true
        }
    }

    /// Hands on as much as belongs to one part of a request.
    private func handOn(_ rest: inout ByteBuffer, _ context: ChannelHandlerContext) {
        guard let part = rest.withUnsafeReadableBytes({ measure($0) }),
            let bytes = rest.readSlice(length: part.count)
        else { return refuse(context) }
        read = (nil, false)
        context.fireChannelRead(wrapInboundOut(bytes))
        guard part.isWhole else {
            if read.head != nil || read.isWhole { refuse(context) }
            return
        }
        switch (place, read.head, read.isWhole) {
        case (.head, .some, true), (.content, nil, true), (.chunks, nil, true):
            place = .between(followsReturn: false)
        case (.head, let head?, false): place = Self.content(of: head)
        // The parser refused it, or will when it has the rest of a preface of HTTP/2.
        case (.head, nil, false): break
        default: isRefused = true
        }
    }

    private func refuse(_ context: ChannelHandlerContext) {
        isRefused = true
        start = RequestStart()
        context.fireChannelRead(wrapInboundOut(ByteBuffer(bytes: [0])))
    }

    /// What follows a head that is not all of its request.
    private static func content(of head: HTTPRequestHead) -> Place {
        if !head.headers.contains(name: "transfer-encoding"),
            let length = head.headers.first(name: "content-length").flatMap({ Int($0) })
        {
            .content(length)
        } else {
            .chunks(ChunkedContent())
        }
    }

    /// How many bytes belong to the part of a request that comes next, or to what there is of it, and whether
    /// they are its last; nil when a CR or LF stands alone before a request.
    private func measure(_ bytes: UnsafeRawBufferPointer) -> (count: Int, isWhole: Bool)? {
        switch place {
        case .between(let followsReturn):
            guard let lines = EmptyLines(bytes, followsReturn: followsReturn) else { return nil }
            place = .between(followsReturn: lines.endInReturn)
            guard lines.count < bytes.count else { return (lines.count, false) }
            start = RequestStart()
            return measureHead(EmptyLine(), bytes, from: lines.count)
        case .head(let end): return measureHead(end, bytes, from: 0)
        case .content(let length):
            let count = min(length, bytes.count)
            place = .content(length - count)
            return (count, count == length)
        case .chunks(var content):
            let end = content.end(in: bytes)
            place = .chunks(content)
            return (end ?? bytes.count, end != nil)
        }
    }

    private func measureHead(
        _ line: EmptyLine, _ bytes: UnsafeRawBufferPointer, from first: Int
    ) -> (count: Int, isWhole: Bool) {
        start.append(bytes[first...])
        var line = line
        for position in first..<bytes.count where line.ends(with: bytes[position]) {
            place = .head(line)
            return (position + 1, true)
        }
        place = .head(line)
        return (bytes.count, false)
    }
}

/// The empty lines that bytes begin with.
private struct EmptyLines {
    private(set) var count = 0
    /// Whether they end in a CR, whose LF may still come.
    private(set) var endInReturn: Bool

    /// - Returns: nil when a CR or LF among them stands alone.
    init?(_ bytes: UnsafeRawBufferPointer, followsReturn: Bool) {
        endInReturn = followsReturn
        while count < bytes.count {
            let byte = bytes[count]
            if endInReturn {
                guard byte == .lineFeed else { return nil }
            } else if byte == .lineFeed {
                return nil
            } else if byte != .carriageReturn {
                return
            }
            endInReturn.toggle()
            count += 1
        }
    }
}
