// SPDX-License-Identifier: Apache-2.0

import Relay

/// A limit of the listeners that callers can reach, by its name in metrics.
package enum WebLimit: String, Sendable, Hashable, CaseIterable {
    /// The body of `POST /events`.
    case eventBytes = "event_bytes"
    /// The body of `POST /poll`.
    case pollBytes = "poll_bytes"
    /// The body of a withdrawal from quarantine.
    case withdrawalBytes = "withdrawal_bytes"
    /// A file that an answer is compared with.
    case uploadBytes = "upload_bytes"
    /// The messages of which one list of Annex A may read the content.
    case annexMessages = "annex_messages"
    /// The header of a request, in bytes or in fields.
    case header = "header"
    /// The extensions of a content's chunks.
    case chunkExtensionBytes = "chunk_extension_bytes"
    /// Requests of one agency at once.
    case inFlight = "in_flight"
    /// Polls of one agency that wait at once.
    case waitingPolls = "waiting_polls"
    /// Readings of whole periods of the log, of one agency, that go on or wait.
    case longReadings = "long_readings"
    /// Connections at once.
    case connections = "connections"
    /// How long a connection may be idle.
    case idle = "idle"
    /// How long a request may take to come, or a caller to take some of an answer.
    case pace = "pace"
    /// How long a TLS handshake may take.
    case handshake = "handshake"
    /// Lookups by name that showed an agency nothing, in a minute.
    case blindLookups = "blind_lookups"
    /// A purpose or a reference.
    case purposeBytes = "purpose_bytes"
    /// The parameters of an audit query.
    case queryBytes = "query_bytes"
}

extension Tally {
    /// Counts that a limit was reached, and somebody turned away for it.
    func count(_ limit: WebLimit) { count("limits_reached", ("limit", limit.rawValue)) }
}
