// SPDX-License-Identifier: Apache-2.0

import Intake
import Ledger
package import Relay
package import Safeguarding
import Signing
package import Web

/// Everything that one reading of `baton.yaml` says, checked and ready to be put in force.
package struct Configuration: Sendable {
    /// What the broker puts in force with it.
    package let setting: Setting
    /// Where the daemon keeps and listens; fixed while it runs.
    package let places: Places
    /// TLS of the agencies' listener; nil where a proxy speaks it, or nobody else can listen.
    package let security: TransportSecurity.Terms?
    /// What does not stop the daemon and will, if nobody attends to it.
    package let warnings: [SourceFault]
    /// Those of the warnings that tell of what has ended by now: no check passes them.
    package let lapsed: [SourceFault]
    /// Digests of the secret files, by what the configuration calls them, to notice a change.
    let secrets: [String: SHA256Digest]
    /// The secret files that others than their owner may read.
    let exposed: [String]
    /// How many keys of agencies there are.
    let keyCount: Int
    /// Where what may not change was written, to name the place when it did.
    let written: Written

    /// Where the daemon keeps and listens.
    package struct Places: Sendable, Hashable {
        /// The file of the SQLite store.
        package let store: String
        /// Where agencies are listened to.
        package let agencies: ListenAddress
        /// Where the operator is listened to.
        package let management: ListenAddress
        /// Whether a proxy ends TLS before the listener of the agencies.
        package let isBehindProxy: Bool
        /// Whether the listener of the agencies speaks TLS.
        package let isSecure: Bool

        /// The newest checkpoint, kept outside the store.
        package var checkpoint: String { store + ".checkpoint" }
        /// A copy of the store while a backup of it is sent.
        package var copy: String { store + ".copy" }
        /// The time, kept outside the store.
        package var clock: String { store + ".clock" }
        /// The revocation lists in force of who signs, kept outside the store.
        package var signerLists: String { store + ".signers.crl" }
        /// The revocation lists in force of who connects, kept outside the store.
        package var clientLists: String { store + ".clients.crl" }
    }

    /// What is configured, in one line.
    package var summary: String {
        let directory = setting.directory
        let parts = [
            count(directory.partnerships.count, "partnership"),
            count(directory.agencies.count, "agency", "agencies"),
            count(directory.nodes.count, "node"), count(keyCount, "key"),
            count(directory.agreements.count, "agreement"),
            count(directory.subscriptions.count, "subscription"),
            count(directory.readers.count, "reader"),
            count(setting.frontDoor.catalogue.entries.count, "event type"),
        ]
        return parts.joined(separator: ", ")
    }

    private func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
        "\(number) \(number == 1 ? one : many ?? one + "s")"
    }
}
