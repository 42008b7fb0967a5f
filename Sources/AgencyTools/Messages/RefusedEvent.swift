// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Signing
import Wire

/// What can be read of a message that was refused: often that is not all, which is why it was refused.
struct RefusedEvent: Sendable {
    /// Its `jti`, when it is good.
    let token: TokenID?
    /// Its thread, when that is good.
    let thread: ThreadID?
    /// Its event type, when the name is good, known or not.
    let type: EventType?
    /// Everything in `aud` that is text.
    let audience: [String]
    /// Its `toe`.
    let occurredAt: Instant?

    /// Reads what it can.
    init(reading bytes: [UInt8]) {
        let payload = (try? CompactJWS(parsing: bytes))?.payloadBytes
        let claims = payload.flatMap { try? JSONDocument(parsing: $0, limits: .message).root }
        token = claims?.text("jti").flatMap { try? TokenID($0) }
        thread = claims?.text("txn").flatMap { try? ThreadID($0) }
        let event = claims?["events"]?.members.first { _ in true }
        type = event?.name.string.flatMap { try? EventType(uri: $0) }
        audience =
            claims?.text("aud").map { [$0] } ?? claims?.list("aud").compactMap(\.string) ?? []
        occurredAt = claims?["toe"]?.integer.map(Instant.init(seconds:))
    }
}
