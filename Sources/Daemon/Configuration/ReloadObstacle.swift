// SPDX-License-Identifier: Apache-2.0

import Relay
package import Signing
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
    /// The log has another origin.
    case origin(String)
    /// A secret that is in use was exchanged or taken away, by its place in the configuration.
    case secret(String)
    /// A key that signed the log before is no longer named.
    case logKey(NoteVerifierKey)
    /// A revocation list is older than the one in force of its authority; which each is, in words.
    case list(SHA256Digest, is: String, was: String)
}

extension ReloadObstacle: CustomStringConvertible {
    /// What cannot be changed, then what to do.
    package var description: String { "\(what), \(instead)" }

    /// By which name the new configuration knows where it says so.
    var member: String {
        switch self {
        case .store: "store.sqlite"
        case .listen: "listen.http"
        case .security: "listen.tls"
        case .management: "management"
        case .origin: "log.origin"
        case .secret(let name): name
        case .logKey: "log.previous"
        case .list(let digest, _, _): Configuration.listName(digest)
        }
    }

    /// What cannot be changed.
    var what: String {
        switch self {
        case .store(let path): "`store` names \(path), which a reload cannot open"
        case .listen(let address): "`listen` names \(address), which a reload cannot open"
        case .security(let isSecure):
            "`listen.tls` is \(isSecure ? "new" : "gone"), which only a restart can change"
        case .management(let address):
            "`management` names \(address), which a reload cannot open"
        case .origin(let origin):
            "`log.origin` is now \(origin), and the store holds another log"
        case .secret(Configuration.logKey):
            "`log.key` is not the key that signs the log, and a reload does not exchange it"
        case .secret(let name):
            "`\(name)` was exchanged or taken away while what it protects is in use"
        case .logKey(let key):
            "`log.previous` no longer names \(key.vkey), and what it signed could not be verified"
        case .list(_, let next, let inForce):
            "the revocation list \(next) is older than the one in force, \(inForce), and could let in "
                + "again whom that one revokes"
        }
    }

    /// What to do.
    var instead: String {
        switch self {
        case .store: "write the old path or restart"
        case .listen, .management: "write the old one or restart"
        case .security: "restart"
        case .origin: "write the old one"
        case .secret(Configuration.logKey):
            "restart, with the old one under `log.previous` (the article LogKeys)"
        case .secret("broker.jti_key"): "put the old key back: this one is never exchanged"
        case .secret: "put the old key back, and name a new one beside it under a new number"
        case .list:
            "put the authority's newest list in its place; when this is the newest, because the one in force "
                + "is dated ahead of its time, restart"
        case .logKey: "keep it there, as `vkey` when its private half is destroyed"
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

    /// What the key that signs the log is called among the secrets.
    static let logKey = "log.key"

    /// What the key of TLS is called among the secrets.
    static let transportKey = "listen.tls.key"

    /// Everything for which another configuration cannot take this one's place without a restart.
    ///
    /// What no configuration of the same store may say otherwise, `Lasting` knows.
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
        if next.setting.origin != setting.origin { obstacles.append(.origin(next.setting.origin)) }
        for (name, digest) in secrets.sorted(by: { $0.key < $1.key })
        where next.secrets[name] != digest && !Self.isExchangeable(name) {
            obstacles.append(.secret(name))
        }
        let named = next.setting.previousLogKeys.verifierKeys
        for key in setting.previousLogKeys.verifierKeys where !named.contains(key) {
            obstacles.append(.logKey(key))
        }
        return obstacles + next.stepsBack(from: lists)
    }

    /// What a revocation list is called where its place is remembered.
    static func listName(_ digest: SHA256Digest) -> String { "revocation-list:\(digest)" }
}
