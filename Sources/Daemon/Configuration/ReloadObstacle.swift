// SPDX-License-Identifier: Apache-2.0

import Relay
package import Safeguarding
package import TransparencyLog
package import Web

/// What a reload would change that only a restart, or nothing at all, may change.
package enum ReloadObstacle: Error, Sendable, Hashable {
    /// The store is another file.
    case store(String)
    /// Agencies are listened to elsewhere.
    case listen(ListenAddress)
    /// Agencies are to be listened to in TLS, or are not any more.
    case security(Bool)
    /// The operator is listened to elsewhere.
    case management(ListenAddress)
    /// The broker has another URI.
    case broker(AgencyID)
    /// The log has another origin.
    case origin(String)
    /// A secret that is in use was exchanged or taken away, by its place in the configuration.
    case secret(String)
    /// A key that signed the log before is no longer named.
    case logKey(NoteVerifierKey)
    /// A partnership's number in the public log was given to another.
    case number(Int, was: PartnershipID, now: PartnershipID)
}

extension ReloadObstacle: CustomStringConvertible {
    /// What cannot be changed, then what to do.
    package var description: String {
        switch self {
        case .store(let path):
            "`store` names \(path), which a reload cannot open, write the old path or restart"
        case .listen(let address):
            "`listen` names \(address), which a reload cannot open, write the old one or restart"
        case .security(let isSecure):
            "`listen.tls` is \(isSecure ? "new" : "gone"), which only a restart can change, restart"
        case .management(let address):
            "`management` names \(address), which a reload cannot open, write the old one or restart"
        case .broker(let id):
            "`broker.uri` is now \(id), and what was signed names the old one, write the old one"
        case .origin(let origin):
            "`log.origin` is now \(origin), and the store holds another log, write the old one"
        case .secret(let name):
            "`\(name)` was exchanged or taken away while what it protects is in use, put the old "
                + "key back (a new one gets a new number)"
        case .logKey(let key):
            "`log.previous` no longer names \(key.vkey), and what it signed could not be verified, keep "
                + "it there, as `vkey` when its private half is destroyed"
        case .number(let number, let was, let now):
            "number \(number) of partnership \(was) was given to \(now), and the public log keeps "
                + "it for ever, give \(now) a new number"
        }
    }
}

extension Configuration {
    /// Whether another secret may replace this one while the daemon runs, or none.
    ///
    /// A key that signed the log before is destroyed one day: what matters is that its public half stays.
    private static func isExchangeable(_ secret: String) -> Bool {
        ["broker.signing_key", transportKey].contains(secret)
            || secret.hasPrefix(previousLogKeysPrefix)
    }

    /// What the names of the keys begin with, among the secrets, that signed the log before.
    static let previousLogKeysPrefix = "log.previous."

    /// What the key of TLS is called among the secrets.
    static let transportKey = "listen.tls.key"

    /// Everything for which another configuration cannot take this one's place without a restart.
    package func obstacles(to next: Configuration) -> [ReloadObstacle] {
        var obstacles: [ReloadObstacle] = []
        if next.places.store != places.store { obstacles.append(.store(next.places.store)) }
        if next.places.agencies != places.agencies {
            obstacles.append(.listen(next.places.agencies))
        }
        if next.places.isSecure != places.isSecure {
            obstacles.append(.security(next.places.isSecure))
        }
        if next.places.management != places.management {
            obstacles.append(.management(next.places.management))
        }
        if next.setting.broker != setting.broker { obstacles.append(.broker(next.setting.broker)) }
        if next.setting.origin != setting.origin { obstacles.append(.origin(next.setting.origin)) }
        for (name, digest) in secrets.sorted(by: { $0.key < $1.key })
        where next.secrets[name] != digest && !Self.isExchangeable(name) {
            obstacles.append(.secret(name))
        }
        let named = next.setting.previousLogKeys.verifierKeys
        for key in setting.previousLogKeys.verifierKeys where !named.contains(key) {
            obstacles.append(.logKey(key))
        }
        return obstacles + exchangedNumbers(in: next)
    }

    private func exchangedNumbers(in next: Configuration) -> [ReloadObstacle] {
        setting.directory.partnerships.compactMap { partnership in
            let number = partnership.number
            guard let other = next.setting.directory.partnership(number: number),
                other.id != partnership.id
            else { return nil }
            return .number(number, was: partnership.id, now: other.id)
        }
    }
}
