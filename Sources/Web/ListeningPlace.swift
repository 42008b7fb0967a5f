// SPDX-License-Identifier: Apache-2.0

/// Where a listener takes connections from.
package enum ListeningPlace: Sendable, Hashable {
    /// An address that the daemon binds itself.
    case address(ListenAddress)
    /// A socket that listens already, bound by systemd and handed over as an open descriptor.
    ///
    /// It is systemd's: connections that come while no daemon runs wait in it for the next one.
    case inherited(Int32, at: ListenAddress)

    /// The address that callers know.
    package var address: ListenAddress {
        switch self {
        case .address(let address), .inherited(_, let address): address
        }
    }
}
