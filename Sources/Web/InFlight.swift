// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Synchronization

/// How many requests of each agency are worked on, so that one agency cannot take all.
final class InFlight: Sendable {
    private let limit: Int
    private let retryAfter: Int
    private let counts = Mutex<[AgencyID: Int]>([:])

    init(limit: Int, retryAfter: Int) {
        self.limit = limit
        self.retryAfter = retryAfter
    }

    /// Works for an agency, unless it has too much in flight already.
    func work<Result: Sendable>(
        for agency: AgencyID, _ body: () async throws -> Result
    ) async throws -> Result {
        try enter(agency)
        defer { leave(agency) }
        return try await body()
    }

    /// Counts a request in; `leave` must follow.
    func enter(_ agency: AgencyID) throws(Fault) {
        let isLetIn = counts.withLock { counts in
            guard counts[agency, default: 0] < limit else { return false }
            counts[agency, default: 0] += 1
            return true
        }
        guard isLetIn else { throw .tooMany(limit: limit, retryAfter: retryAfter) }
    }

    /// Counts a request out.
    func leave(_ agency: AgencyID) {
        counts.withLock { counts in
            let rest = counts[agency, default: 1] - 1
            counts[agency] = rest == 0 ? nil : rest
        }
    }
}
