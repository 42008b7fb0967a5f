// SPDX-License-Identifier: Apache-2.0

import Relay
import Safeguarding
import Synchronization

/// How many requests of each agency are worked on, so that one agency cannot take all.
final class InFlight: Sendable {
    private let name: WebLimit
    private let limit: Int
    private let retryAfter: Int
    private let tally: Tally
    private let counts = Mutex<[AgencyID: Int]>([:])

    init(_ name: WebLimit, limit: Int, retryAfter: Int, tally: Tally) {
        self.name = name
        self.limit = limit
        self.retryAfter = retryAfter
        self.tally = tally
    }

    /// Works for an agency, unless it has too much in flight already.
    func work<Result: Sendable>(
        for agency: AgencyID, _ body: () async throws -> Result
    ) async throws -> Result {
        guard takes(agency) else {
            tally.count(name)
            throw Fault.tooMany(name, limit: limit, retryAfter: retryAfter)
        }
        defer { leave(agency) }
        return try await body()
    }

    /// How many requests of an agency are worked on.
    func count(of agency: AgencyID) -> Int { counts.withLock { $0[agency] ?? 0 } }

    /// Counts a request in, and says so; `leave` must follow.
    func takes(_ agency: AgencyID) -> Bool {
        counts.withLock { counts in
            let count = counts[agency] ?? 0
            guard count < limit else { return false }
            counts[agency] = count + 1
            return true
        }
    }

    /// Counts a request out.
    func leave(_ agency: AgencyID) {
        counts.withLock { counts in
            let rest = counts[agency, default: 1] - 1
            counts[agency] = rest == 0 ? nil : rest
        }
    }
}
