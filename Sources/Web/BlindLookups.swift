// SPDX-License-Identifier: Apache-2.0

import Logging
import Relay
import Safeguarding
import Synchronization

/// Lookups by name that show a caller nothing: a few are mistakes, many are somebody who tries names.
///
/// Unknown, forbidden and purged look alike (interfaces.md section 1), so that one try tells nothing;
/// a limit on tries keeps it so when they are many and their times are compared (OWASP API1:2023,
/// ASVS 5.0 2.4.1). Only agencies that were authenticated are counted, so that there are never more
/// than are registered.
final class BlindLookups: Sendable {
    private let limit: Int
    private let tally: Tally
    private let logger: Logger
    private let spans = Mutex<[AgencyID: Span]>([:])

    /// A minute of one agency.
    private struct Span {
        /// When it began, by the steady clock.
        let began: Int64
        var count = 0

        func isOver(at steady: Int64) -> Bool { steady - began >= BlindLookups.spanMilliseconds }
    }

    /// In which time the limit may be used up, in milliseconds.
    static let spanMilliseconds: Int64 = 60_000

    init(limit: Int, tally: Tally, logger: Logger) {
        self.limit = limit
        self.tally = tally
        self.logger = logger
    }

    /// Lets an agency look something up, unless it has looked for nothing too often.
    func admit(_ agency: AgencyID, at steady: Int64) throws(Fault) {
        let span = spans.withLock { $0[agency] }
        guard let span, !span.isOver(at: steady), span.count >= limit else { return }
        tally.count(.blindLookups)
        let rest = Self.spanMilliseconds - (steady - span.began)
        throw .tooManyBlind(limit: limit, retryAfter: Int((rest + 999) / 1_000))
    }

    /// Counts that a lookup showed an agency nothing; the one that reaches the limit is an alarm,
    /// once in its minute.
    func count(_ agency: AgencyID, at steady: Int64) {
        let count = spans.withLock { spans in
            if spans[agency]?.isOver(at: steady) ?? true { spans[agency] = Span(began: steady) }
            spans[agency]?.count += 1
            return spans[agency]?.count ?? 0
        }
        guard count == limit else { return }
        logger.warning(
            "an agency tries names", metadata: ["agency": "\(agency)", "tries": "\(count)"])
    }
}

extension Fault {
    /// Whether it is said of what is unknown and of what is forbidden alike.
    var isBlind: Bool {
        switch self {
        case .notFound, .forbidden: true
        default: false
        }
    }
}
