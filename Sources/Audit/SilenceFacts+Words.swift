// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Ledger
import Safeguarding

extension SilenceFacts {
    /// How the due time was counted, in sentences.
    func arithmetic(_ terms: Expectation.Terms) -> [String] {
        [
            "Nothing was heard of it since \(London.rfc3339(at: since)), its last sign of life or, "
                + "where that is later, the broker's start.",
            "The longest time without one that was usual for this agency was "
                + "\(Self.words(usualMilliseconds)).",
            "By that, and by the rules' least, it may be silent for "
                + "\(Self.words(limitMilliseconds)); a time in which the broker itself was down "
                + "does not count.",
            "It is late from \(London.rfc3339(at: terms.due)) on.",
        ]
    }

    /// A time in the largest units in which it is whole enough: days, hours, minutes or seconds.
    private static func words(_ milliseconds: Int64) -> String {
        var (rest, words): (Int64, [String]) = (milliseconds / 1_000, [])
        for (seconds, name) in [(86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")]
            as [(Int64, String)]
        {
            let count = rest / seconds
            rest %= seconds
            if count > 0 { words.append("\(count) \(name)\(count == 1 ? "" : "s")") }
        }
        return words.isEmpty ? "no time" : words.prefix(2).joined(separator: " and ")
    }
}
