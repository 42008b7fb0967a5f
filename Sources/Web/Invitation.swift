// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// Asks the sender of a request for its content, who waits for that: `100 Continue` (RFC 9110 section
/// 10.1.1).
///
/// Asked for when the content is first read, which is when nothing in the head speaks against it. Who is
/// answered before has sent nothing, or all of it: the connection ends, since nobody can tell what follows.
final class Invitation: Sendable {
    private let channel: any Channel
    private let sent = Atomic(false)

    /// Told as an outbound event to who writes answers.
    struct Sent: Sendable {}

    /// Nil for a request whose sender does not wait, or has no content to send.
    init?(_ request: Request, on channel: any Channel) {
        let fields = request.headers
        guard let expected = fields[.expect],
            FieldSyntax.parts(of: expected, at: ",").contains(where: {
                $0.lowercased() == "100-continue"
            }), fields[.contentLength].map({ $0 != "0" }) ?? fields.contains(.transferEncoding)
        else { return nil }
        self.channel = channel
    }

    /// Whether the content was asked for.
    var isSent: Bool { sent.load(ordering: .relaxed) }

    /// Asks for the content, once.
    fileprivate func send() async {
        guard !sent.exchange(true, ordering: .relaxed) else { return }
        // Who is gone cannot be asked, and whoever reads on finds that out.
        try? await channel.triggerUserOutboundEvent(Sent()).get()
    }
}

/// The content of a request whose sender waits to be asked for it.
struct InvitedContent: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    let content: RequestBody
    let invitation: Invitation

    /// Asks before it reads.
    struct AsyncIterator: AsyncIteratorProtocol {
        var content: RequestBody.AsyncIterator
        let invitation: Invitation

        @concurrent mutating func next() async throws -> ByteBuffer? {
            await invitation.send()
            return try await content.next()
        }
    }

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(content: content.makeAsyncIterator(), invitation: invitation)
    }
}
