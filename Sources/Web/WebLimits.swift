// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// The limits of the listeners, each with its name.
package struct WebLimits: Sendable, Hashable {
    /// The longest body of `POST /events`, in bytes (standards.md 1.2: 128 KiB).
    package var eventBytes = 128 * 1024
    /// The longest body of `POST /poll`, in bytes.
    package var pollBytes = 256 * 1024
    /// The longest body of `POST /quarantine/{entry}/withdraw`, in bytes.
    package var withdrawalBytes = 1_024
    /// The longest file that an answer is compared with, in bytes.
    package var uploadBytes = 1024 * 1024
    /// The most messages of which one list of Annex A may read the content.
    package var annexMessages = 2_000
    /// The longest first line, header fields and trailer fields of a request together, in bytes.
    ///
    /// Every byte counts from the first of the method on, line ends and the empty line behind a header too;
    /// so does what stands between the last chunk and the end of its content.
    package var headerBytes = 16 * 1024
    /// The most header fields, trailer fields counted.
    package var headerFields = 64
    /// The longest extensions of a request's chunks together, in bytes; nothing here reads any.
    ///
    /// They are what stands in the lines of their lengths behind these (RFC 9112 section 7.1.1), and zeros
    /// before a length.
    package var chunkExtensionBytes = 1_024
    /// The most requests of one agency that are worked on at once; waiting polls not counted.
    package var inFlightPerAgency = 256
    /// The most polls of one agency that wait at once.
    package var waitingPollsPerAgency = 64
    /// The most readings of whole periods of the log that go on at once; no agency has two.
    package var longReadings = 2
    /// The most such readings of one agency that go on or wait.
    package var longReadingsPerAgency = 32
    /// The most lookups by name that may show an agency nothing, in a minute.
    package var blindLookups = 60
    /// The answer to one comes a whole number of such steps after the question, in milliseconds.
    package var blindAnswerMilliseconds: Int64 = 20
    /// The most connections of the agencies' listener.
    package var connections = 4_096
    /// The most connections that may wait in a listening socket to be taken.
    package var backlog = 1_024
    /// How long a connection that was taken may stay without a request once the daemon stops, in
    /// milliseconds.
    package var farewellMilliseconds: Int64 = 250
    /// How long a request may take to come once it was begun, and how long a caller may take nothing
    /// of an answer, in seconds.
    package var requestSeconds: Int64 = 10
    /// How long who was refused for a malformed request may take to read why, in milliseconds.
    package var lingerMilliseconds: Int64 = 2_000
    /// After how long an idle connection is closed, in seconds.
    package var idleSeconds: Int64 = 120
    /// How long a TLS handshake may take, in seconds.
    package var handshakeSeconds: Int64 = 10
    /// How long the other side may take to answer that a TLS connection ends, in seconds.
    package static let closeNotifySeconds: Int64 = 5
    /// The most bearer tokens that are remembered as verified.
    package var rememberedCallers = 4_096
    /// After how many seconds a caller that was told 429 or 503 may try again.
    package var retryAfterSeconds = 1
    /// The longest `purpose` or `reference`, in bytes.
    package var purposeBytes = 200
    /// The longest names and values of an audit query's other parameters together, in bytes: all of
    /// them are logged.
    package var queryBytes = 2_048

    /// The limits that the sheets name.
    package init() {}
}
