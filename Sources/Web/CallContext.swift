// SPDX-License-Identifier: Apache-2.0

import Hummingbird

/// What is known of a request beside what it says: on which connection it came.
struct CallContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Who is at the other end by the certificate shown there; nil where no TLS ends here.
    var peer: ConnectionPeer?
    /// Notices when the other side ends the connection; nil where there is none.
    var hangUp: HangUp?

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
    }

    /// Whether the caller has hung up.
    var hasHungUp: Bool { hangUp?.isThere ?? false }

    /// Does what may wait for long; it is cancelled when the caller hangs up.
    func whileHeard<Result: Sendable>(
        _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        guard let hangUp else { return try await work() }
        return try await hangUp.cancelling(work)
    }
}
