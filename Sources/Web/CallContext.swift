// SPDX-License-Identifier: Apache-2.0

import Hummingbird

/// What is known of a request beside what it says: on which connection it came.
struct CallContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Who is at the other end by the certificate shown there; nil where no TLS ends here.
    var peer: ConnectionPeer?

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
    }
}
