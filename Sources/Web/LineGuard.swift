// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// Lets no CR and no LF that stands alone pass before a request, and no more of a header, or of what stands
/// around chunks, than the limits have.
///
/// NIO's parser passes over as many CR and LF as come there, and a program before this one may see another
/// request in them. RFC 9112 section 2.2 has empty lines ignored, which end in CR LF. Nor does the parser
/// count line ends, the space around values, or extensions of chunks. What is found goes the way of the
/// parser's own errors, so that whoever refuses what is no HTTP refuses it in its turn, and asks here for the
/// rule (`fault`).
///
/// Stands where bytes are bytes, right before what reads requests. It hands on a head, then its content, each
/// to its last byte and no further, and is told what was made of them (`noteRead`): so it knows at every byte
/// where it is, however the bytes are cut. Where the two do not agree, nothing more is heard.
final class LineGuard: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let limits: WebLimits
    private var place = Place.between(followsReturn: false)
    /// What came of the head that is being handed on; nil once it was read as one.
    private var head: ByteBuffer?
    /// How many bytes that head has so far.
    private var headBytes = 0
    private var isRefused = false
    /// The rule that what came last breaks, where that was found here.
    private(set) var fault: HeadFault?
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

    /// Bytes of one part of a request, or empty lines.
    private struct Part {
        let count: Int
        /// Whether they end the part.
        let isWhole: Bool
        /// How many of them are empty lines before it.
        var emptyBytes = 0
    }

    init(limits: WebLimits) { self.limits = limits }

    /// The head of which the parser refused something, as far as it came.
    var refused: RefusedHead { RefusedHead(head) }

    /// The head that was read just now, as it came; nil at any other time.
    var readHead: [UInt8]? { read.head == nil ? nil : head.map { Array($0.readableBytesView) } }

    /// Whether the next byte to come is the first of a request.
    var isBetween: Bool {
        if case .between(followsReturn: false) = place { !isRefused } else { false }
    }

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

    /// Hears that the parser refused something: it hears nothing more, and no other fault is found.
    func noteRefusal() { isRefused = true }

    /// Hands on as much as belongs to one part of a request.
    private func handOn(_ rest: inout ByteBuffer, _ context: ChannelHandlerContext) {
        let part: Part
        switch rest.withUnsafeReadableBytes({ measure($0) }) {
        case .success(let measured): part = measured
        case .failure(let fault): return refuse(fault, context)
        }
        guard let bytes = rest.readSlice(length: part.count) else {
            preconditionFailure("A part is of the bytes that came.")
        }
        if case .head = place { keep(bytes, part) }
        read = (nil, false)
        context.fireChannelRead(wrapInboundOut(bytes))
        if read.head != nil { head = nil }
        guard part.isWhole else {
            if read.head != nil || read.isWhole { refuse(nil, context) }
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

    private func refuse(_ fault: HeadFault?, _ context: ChannelHandlerContext) {
        isRefused = true
        self.fault = fault
        head = nil
        context.fireErrorCaught(HTTPParserError.unknown)
    }

    /// Keeps what came of a head until the parser has read it: it is as good as never copied.
    private func keep(_ bytes: ByteBuffer, _ part: Part) {
        var bytes = bytes
        bytes.moveReaderIndex(forwardBy: part.emptyBytes)
        if head?.writeImmutableBuffer(bytes) == nil { head = bytes }
    }

    /// What follows a head that is not all of its request.
    private static func content(of head: HTTPRequestHead) -> Place {
        if !head.headers.contains(name: "transfer-encoding"),
            let field = head.headers.first(name: "content-length"),
            let length = Int(Substring(field).trimmingSpaces)
        {
            .content(length)
        } else {
            .chunks(ChunkedContent())
        }
    }

    /// The bytes that belong to the part of a request that comes next, or to what there is of it; a failure
    /// when a CR or LF stands alone before a request, or a limit is passed.
    private func measure(_ bytes: UnsafeRawBufferPointer) -> Result<Part, HeadFault> {
        switch place {
        case .between(let followsReturn):
            guard let lines = EmptyLines(bytes, followsReturn: followsReturn) else {
                return .failure(.loneLineEnd)
            }
            place = .between(followsReturn: lines.endInReturn)
            guard lines.count < bytes.count else {
                return .success(Part(count: lines.count, isWhole: false))
            }
            headBytes = 0
            return measureHead(EmptyLine(), bytes, from: lines.count)
        case .head(let end): return measureHead(end, bytes, from: 0)
        case .content(let length):
            let count = min(length, bytes.count)
            place = .content(length - count)
            return .success(Part(count: count, isWhole: count == length))
        case .chunks(var content):
            let end = content.end(in: bytes)
            place = .chunks(content)
            if content.extensionBytes > limits.chunkExtensionBytes {
                return .failure(.chunkExtensions(limits.chunkExtensionBytes))
            }
            if headBytes + content.trailerBytes > limits.headerBytes {
                return .failure(.tooLong(limits.headerBytes))
            }
            return .success(Part(count: end ?? bytes.count, isWhole: end != nil))
        }
    }

    private func measureHead(
        _ line: EmptyLine, _ bytes: UnsafeRawBufferPointer, from first: Int
    ) -> Result<Part, HeadFault> {
        var (line, end, isWhole) = (line, first, false)
        let most = min(bytes.count, first + limits.headerBytes - headBytes)
        while !isWhole, end < most {
            // Most bytes are of no line end: they are passed over at once.
            if !line.hasBegun { end = bytes.nextReturn(from: end, before: most) }
            guard end < most else { break }
            isWhole = line.ends(with: bytes[end])
            end += 1
        }
        guard isWhole || end == bytes.count else { return .failure(.tooLong(limits.headerBytes)) }
        place = .head(line)
        headBytes += end - first
        return .success(Part(count: end, isWhole: isWhole, emptyBytes: first))
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

extension UnsafeRawBufferPointer {
    /// Where the first CR stands from one position on and before another; that one when there is none.
    fileprivate func nextReturn(from start: Int, before end: Int) -> Int {
        var position = start
        while position < end, self[position] != .carriageReturn { position += 1 }
        return position
    }
}
