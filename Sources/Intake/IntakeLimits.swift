// SPDX-License-Identifier: Apache-2.0

package import Wire

/// The limits of the front door, each with its name.
package struct IntakeLimits: Sendable, Hashable {
    /// The longest token that is read, in bytes (standards.md 1.2: 128 KiB).
    package var tokenBytes = 128 * 1024
    /// How far `iat` may lie ahead of the broker's clock, in seconds.
    package var skewSeconds = 300
    /// An `iat` older than this marks the message late, in seconds.
    package var lateAfterSeconds = 24 * 3600
    /// How long after the end of its key a message may still arrive, in seconds.
    package var keyGraceSeconds = 24 * 3600
    /// The most agencies that one message may address.
    package var audienceMembers = 64
    /// The limits of the payload's JSON text.
    package var payload = JSONLimits.message

    /// The limits that interfaces.md and standards.md name.
    package init() {}
}
