// SPDX-License-Identifier: Apache-2.0

/// How long messages of some types are kept, and from when that is counted.
package struct RetentionClass: Sendable, Hashable {
    /// What it is called, in plans and entries.
    package let name: String
    /// The event types that it is for; nil for all that no other class names.
    package let types: Set<String>?
    /// Whether it is for messages that were refused, and not for those that were let in.
    package let isOfRefused: Bool
    /// From when the period is counted.
    package let start: Start
    /// How long the content is kept: message, data key, salt and particulars.
    package let payload: RetentionPeriod
    /// How long facts and parts are kept, never less than the content; nil for ever.
    package let facts: RetentionPeriod?

    /// From when a period is counted.
    package enum Start: String, Sendable, Hashable, CaseIterable {
        /// The end of the thread: its last message, or the last verdict of what was expected in it.
        case end
        /// The receipt of the message itself.
        case receipt
    }

    /// Describes a class.
    package init(
        name: String, types: Set<String>?, isOfRefused: Bool = false, start: Start = .end,
        payload: RetentionPeriod, facts: RetentionPeriod? = nil
    ) {
        self.name = name
        self.types = types
        self.isOfRefused = isOfRefused
        self.start = start
        self.payload = payload
        self.facts = facts
    }
}

/// The classes by which messages are kept; nothing that no class is for is ever purged.
package struct RetentionSchedule: Sendable, Hashable {
    /// The classes.
    package let classes: [RetentionClass]

    /// Gathers classes.
    package init(_ classes: [RetentionClass] = []) { self.classes = classes }

    /// The class of a message: the one that names its type, else the one for all.
    ///
    /// - Parameter type: nil where a refused message has none that the broker knows.
    package func retentionClass(ofType type: String?, isRefused: Bool) -> RetentionClass? {
        let candidates = classes.filter { $0.isOfRefused == isRefused }
        return candidates.first { type.map($0.types?.contains ?? { _ in false }) ?? false }
            ?? candidates.first { $0.types == nil }
    }

    /// Before when a message must have been received for anything of it to be due at a moment; nil
    /// when nothing ever is.
    package func horizon(at now: Instant) -> Instant? { horizon(of: classes.map(\.payload), now) }

    /// The same for facts and parts.
    package func factsHorizon(at now: Instant) -> Instant? {
        horizon(of: classes.compactMap(\.facts), now)
    }

    private func horizon(of periods: [RetentionPeriod], _ now: Instant) -> Instant? {
        periods.map(\.leastDays).min().map {
            now.adding(milliseconds: -Int64($0) * Instant.millisecondsInDay)
        }
    }
}
