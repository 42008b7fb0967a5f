// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore
import NIOHTTP1
import Relay
import Safeguarding

/// An answer of the short road, which it writes as bytes.
enum ExpressAnswer: Sendable {
    /// The message is durable (RFC 8935 section 2.2).
    case accepted(TokenID)
    /// What waited in a mailbox (RFC 8936 section 2.5).
    case sets(PollAnswer)
    /// Any other.
    case other(Answer)

    /// Stands for an answer's head in the pipeline, whose bytes are composed already.
    static let standIn = HTTPResponseHead(version: .http1_1, status: .ok)
    /// Stands for the head of the last answer on a connection.
    static let lastStandIn = HTTPResponseHead(
        version: .http1_1, status: .ok, headers: ["Connection": "close"])

    /// Writes the whole answer: status line, fields and content.
    ///
    /// - Parameter date: what stands in the field `Date`.
    /// - Parameter isLast: whether the caller is told to send nothing more on this connection.
    func write(to buffer: inout ByteBuffer, date: String, isLast: Bool) {
        switch self {
        case .accepted(let token):
            buffer.writeStaticString("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nLocation: ")
            buffer.writeStaticString("/receipts/")
            buffer.writeString(token.text)
            end(&buffer, date, isLast)
        case .sets(let answer):
            buffer.reserveCapacity(minimumWritableBytes: 256 + answer.contentBytes)
            buffer.writeStaticString("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
            buffer.writeStaticString("Cache-Control: no-store\r\nContent-Length: ")
            buffer.writeString(String(answer.contentBytes))
            end(&buffer, date, isLast)
            answer.write(to: &buffer)
        case .other(let answer):
            buffer.writeString("HTTP/1.1 \(answer.status.code) \(answer.status.reasonPhrase)")
            for field in answer.headers {
                buffer.writeString("\r\n\(field.name.rawName): \(field.value)")
            }
            buffer.writeString("\r\nContent-Length: \(answer.body.count)")
            end(&buffer, date, isLast)
            buffer.writeBytes(answer.body)
        }
    }

    private func end(_ buffer: inout ByteBuffer, _ date: String, _ isLast: Bool) {
        buffer.writeStaticString("\r\nDate: ")
        buffer.writeString(date)
        if isLast { buffer.writeStaticString("\r\nConnection: close") }
        buffer.writeStaticString("\r\n\r\n")
    }
}
