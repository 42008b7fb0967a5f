// SPDX-License-Identifier: Apache-2.0

package import Intake
package import Ledger
import Routing
package import Safeguarding
package import Signing
package import TransparencyLog

/// Everything that one load of the configuration puts in force.
///
/// Never changed, but exchanged whole at SIGHUP: a request sees one setting from beginning to end. A
/// reference, since every message asks for it and a copy would count up all that it holds.
package final class Setting: Sendable {
    /// Examines what comes in.
    package let frontDoor: FrontDoor
    /// The keys under which the store keeps what it must not show.
    package let vault: Vault
    /// With which the broker signs its own messages.
    package let signature: BrokerSignature
    /// With which checkpoints are signed.
    package let noteSigner: NoteSigner
    /// The keys that signed checkpoints before it, of which some go on signing for a time.
    package let previousLogKeys: PreviousLogKeys
    /// Who cosigns checkpoints.
    package let witnessing: WitnessSetting
    /// Who stamps checkpoints.
    package let timestamping: TimestampSetting
    /// What was read to make this setting, by its role, to be kept by digest.
    package let documents: [String: [UInt8]]
    /// Certificates and revocation lists that it names, and when they end.
    package let endings: [Ending]
    /// Whose client certificates are believed at the agencies' listener; nil where it speaks no TLS.
    package let clients: ClientTrust?
    /// How long messages are kept; nothing is purged that it says nothing of.
    package let retention: RetentionSchedule
    /// The limits of the running broker.
    package let limits: RelayLimits
    /// The version of the program.
    package let version: String

    /// Gathers a setting.
    package init(
        frontDoor: FrontDoor, vault: Vault, signature: BrokerSignature, noteSigner: NoteSigner,
        previousLogKeys: PreviousLogKeys = .none, witnessing: WitnessSetting = .nobody,
        timestamping: TimestampSetting = .nobody, documents: [String: [UInt8]],
        endings: [Ending] = [], clients: ClientTrust? = nil,
        retention: RetentionSchedule = RetentionSchedule(),
        limits: RelayLimits = RelayLimits(), version: String
    ) {
        self.frontDoor = frontDoor
        self.vault = vault
        self.signature = signature
        self.noteSigner = noteSigner
        self.previousLogKeys = previousLogKeys
        self.witnessing = witnessing
        self.timestamping = timestamping
        self.documents = documents
        self.endings = endings
        self.clients = clients
        self.retention = retention
        self.limits = limits
        self.version = version
    }

    /// Agencies, partnerships, agreements.
    package var directory: Directory { frontDoor.directory }

    /// The log's origin, which is the name of the key that signs its checkpoints.
    package var origin: String { noteSigner.verifierKey.name.text }

    /// Every key under which checkpoints of this log verify.
    package var logKeys: LogKeys {
        LogKeys(noteSigner.verifierKey, older: previousLogKeys.verifierKeys)
    }

    /// Signs a checkpoint with the key of the log, and with those before it that still sign.
    func sign(_ checkpoint: Checkpoint, at now: Instant) -> SignedNote {
        let signers = [noteSigner] + previousLogKeys.signers(at: now)
        return checkpoint.signed(by: signers.map { $0.following(to: checkpoint.origin) })
    }

    var router: Router { Router(directory) }

    /// The broker's own URI, as the issuer of its notices.
    package var broker: AgencyID { directory.broker }

    /// The partnership of a number in the log.
    func partnership(number: Int) -> Partnership? {
        directory.partnership(number: number)
    }
}

/// The key with which the broker signs its own messages.
package struct BrokerSignature: Sendable {
    /// The private key.
    package let key: PrivateKey
    /// The algorithm: ES256 by default, which every receiver must know.
    package let algorithm: SignatureAlgorithm
    /// The public keys that it signed with before, so that its earlier messages can still be checked.
    package let previous: [PublicKey]

    /// Holds a key.
    package init(
        key: PrivateKey, algorithm: SignatureAlgorithm, previous: [PublicKey] = []
    ) {
        self.key = key
        self.algorithm = algorithm
        self.previous = previous
    }
}

/// The limits of the running broker, each with its name.
package struct RelayLimits: Sendable, Hashable {
    /// The most pieces of work in one transaction.
    package var batch = 256
    /// The most work that may wait for the next transaction; more is answered 503.
    package var queue = 10_000
    /// The most messages in one answer to a poll.
    package var pollPage = 100
    /// The most bytes of messages in one answer to a poll; one message is always let through.
    package var pollBytes = 4 * 1024 * 1024
    /// The most acknowledgements and errors in one poll.
    package var pollAcks = 1_000
    /// How long a poll waits for a message, in milliseconds.
    package var longPollMilliseconds: Int64 = 30_000
    /// After how long a message that was handed out and not acknowledged is handed out again.
    package var visibilityMilliseconds: Int64 = 60_000
    /// The most messages that one mailbox may have handed out at once.
    package var handedOut = 5_000
    /// The most bytes of the newest messages that are kept at hand for those who poll.
    package var freshBytes = 8 * 1024 * 1024
    /// The most expectations that one transaction judges.
    package var verdicts = 300
    /// The most signers, and the most messages in doubt, that one look judges once more.
    package var secondLooks = 100
    /// The most refused messages that one accepted message is again.
    package var resubmissions = 256
    /// The most outages of the broker that one notice of a miss tells of: the longest.
    package var outagesTold = 256
    /// From how many misses of one cause on, within an hour, they are told together.
    package var flood = 250
    /// How often the watchman looks, in milliseconds.
    package var watchMilliseconds: Int64 = 500
    /// The most entries of one answer about the log's facts.
    package var factsPage: Int64 = 1_000
    /// The most messages of one page of a list.
    package var listPage = 200
    /// The most messages that one plan of a purge names.
    package var purgePlan = 10_000
    /// The most messages that one transaction purges.
    package var purgeChunk = 50

    /// The limits that the sheets name.
    package init() {}
}
