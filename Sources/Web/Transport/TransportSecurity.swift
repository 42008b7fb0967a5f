// SPDX-License-Identifier: Apache-2.0

package import Intake
import NIOCore
import NIOSSL
import Signing
import Synchronization

/// TLS of the agencies' listener, as it is in force: exchanged at a load without dropping anybody.
///
/// A connection keeps the certificate and key under which it began. Whom it believes is asked anew
/// at each request, so that what a new list revokes ends at once, on old connections too.
package final class TransportSecurity: Sendable {
    private let inForce: Mutex<Terms>
    /// How often the journal is told whom it refuses.
    let refusals = RefusalLines()

    /// What is exchanged together.
    package struct Terms: Sendable {
        /// What the listener shows.
        package let identity: TransportIdentity
        /// Whom it believes.
        package let trust: ClientTrust

        /// Puts both together.
        package init(identity: TransportIdentity, trust: ClientTrust) {
            self.identity = identity
            self.trust = trust
        }
    }

    /// Begins with these terms.
    package init(_ terms: Terms) { inForce = Mutex(terms) }

    /// Whom the listener believes.
    var trust: ClientTrust { inForce.withLock { $0.trust } }

    /// Exchanges the terms, and gives those that were in force.
    @discardableResult package func exchange(for terms: Terms) -> Terms {
        inForce.withLock { held in
            defer { held = terms }
            return held
        }
    }

    /// What stands first in a new connection's pipeline; the peer learns who is at the other end.
    func handler(telling peer: ConnectionPeer) -> NIOSSLServerHandler {
        NIOSSLServerHandler(context: inForce.withLock { $0.identity.context }) { shown, promise in
            promise.succeed(peer.isBelieved(showing: shown) ? .certificateVerified : .failed)
        }
    }
}
