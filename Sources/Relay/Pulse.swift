// SPDX-License-Identifier: Apache-2.0

import Safeguarding

/// When an agency's system was last heard of, and how long it is usually not heard of: a value.
///
/// Time passes by the steady clock, so that nobody falls silent because a clock was set. What is usual
/// is the longest time without a sign in the last two weeks, so that nights and weekends on which a
/// school's system is off belong to its pattern.
struct Pulse: Sendable {
    /// The log's time of the last sign.
    private(set) var lastAt: Instant
    /// The steady clock's time of the last sign, or from when a silence is counted.
    private(set) var last: Int64
    /// How many signs there were, as far as it matters.
    private(set) var signs: Int
    /// The longest times without a sign, each shorter than the one before it, by when they ended.
    private var gaps: [(end: Int64, length: Int64)] = []
    /// From when on it was not heard of, where only the log tells what was before; nil once it was.
    private var startedAt: Int64?
    /// The partnerships, by number, in which it is known to be silent, each with the time of the first
    /// sign after that.
    var silences: [Int: Instant?] = [:]

    /// For how long a time without a sign belongs to the pattern, in milliseconds.
    static let memory: Int64 = 14 * 86_400_000
    /// How many signs make a pattern.
    static let leastSigns = 4
    /// The most gaps that are kept: of many that are ever shorter the shortest matter least.
    static let gapLimit = 32

    /// Hears the first sign.
    init(at now: Instant, steady: Int64) {
        (lastAt, last, signs) = (now, steady, 1)
    }

    /// The longest time without a sign that is usual, in milliseconds; nil while too few signs were
    /// heard to know.
    var usualInterval: Int64? { signs < Self.leastSigns ? nil : gaps.first?.length }

    /// How many gaps are kept.
    var gapCount: Int { gaps.count }

    /// Hears a sign.
    mutating func beat(at now: Instant, steady: Int64) {
        guard steady >= last else { return }
        learn(steady - last, endedAt: steady)
        wasLast(at: now, steady: steady)
        for (partnership, returned) in silences where returned == nil {
            silences[partnership] = now
        }
    }

    /// Learns that there was no sign for a time.
    mutating func learn(_ length: Int64, endedAt end: Int64) {
        signs = min(signs + 1, Self.leastSigns)
        while let shortest = gaps.last, shortest.length <= length { gaps.removeLast() }
        if gaps.count < Self.gapLimit { gaps.append((end, length)) }
        while let oldest = gaps.first, oldest.end <= end - Self.memory, gaps.count > 1 {
            gaps.removeFirst()
        }
    }

    /// It was last heard of at a time.
    mutating func wasLast(at time: Instant, steady: Int64) {
        (lastAt, last, startedAt) = (time, steady, nil)
    }

    /// Counts a silence from before a start, because something has waited for it since then.
    mutating func wasSilent(since time: Instant, steady: Int64, upTo start: Int64) {
        (lastAt, last, startedAt) = (time, steady, start)
    }

    /// Whether it could have come by since a start: who takes what waits and never acknowledges it, or
    /// comes by twice a day, leaves no trace in the log and would be thought silent from before it.
    func couldComeBy(until steady: Int64) -> Bool {
        guard let startedAt, let usualInterval else { return true }
        return steady - startedAt >= usualInterval
    }
}
