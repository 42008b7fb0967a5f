// SPDX-License-Identifier: Apache-2.0

import Web

extension InheritedSockets {
    /// Holds the sockets to what the configuration's own addresses are held to: what speaks no TLS
    /// is for this machine, or stands behind a proxy.
    package func check(against places: Configuration.Places) throws(InheritedSocketFault) {
        for name in Name.allCases {
            let isSheltered = name == .agencies && (places.isBehindProxy || places.isSecure)
            for place in self[name] where !place.address.isLocal && !isSheltered {
                throw .exposed(name, place.address)
            }
        }
    }

    /// Where systemd listens elsewhere than the configuration says, in words.
    package func differences(from places: Configuration.Places) -> [String] {
        let configured = [Name.agencies: places.agencies, .management: places.management]
        return Name.allCases.flatMap { name in
            self[name].compactMap { place in
                guard let address = configured[name], address != place.address else { return nil }
                return "systemd listens for \(name.rawValue) at \(place.address), the "
                    + "configuration names \(address): write the same address in both"
            }
        }
    }
}
