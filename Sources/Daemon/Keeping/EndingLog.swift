// SPDX-License-Identifier: Apache-2.0

import Logging
import Relay
import Safeguarding
import Signing

/// Writes into the log what ends by itself, and which of the agencies' keys and certificates do, a line a
/// step, and a line when it was renewed.
struct EndingLog: EndKeeper {
    let logger: Logger

    func hear(_ change: EndingChange) {
        switch change {
        case .near(let ending, let days):
            logger.warning(
                "\(JournalKind.ending.rawValue)",
                metadata: metadata(ending, ["within_days": "\(days)"]))
        case .over(let ending):
            logger.error("\(JournalKind.ended.rawValue)", metadata: metadata(ending))
        case .unreviewed(let agreement):
            logger.warning(
                "\(JournalKind.unreviewed.rawValue)",
                metadata: [
                    "agreement": "\(agreement.id)", "partnership": "\(agreement.partnership)",
                    "review_by": "\(agreement.reviewBy)",
                    "do": "have it reviewed, and write the next day under `review_by`",
                ])
        case .renewed(let ending):
            logger.notice(
                "\(JournalKind.renewed.rawValue)",
                metadata: [
                    "what": "\(ending.kind.rawValue)", "file": "\(ending.file)",
                    "until": "\(ending.until.rfc3339)",
                ])
        }
    }

    func hear(_ change: EndingKeyChange) {
        switch change {
        case .near(let key):
            logger.warning(
                "\(JournalKind.keyEnding.rawValue)",
                metadata: metadata(key, ["within_days": "\(key.step)", "do": "\(key.request)"]))
        case .over(let key):
            logger.error(
                "\(JournalKind.keyEnded.rawValue)",
                metadata: metadata(key, ["do": "\(key.request)"]))
        case .settled(let key):
            logger.notice("\(JournalKind.keySettled.rawValue)", metadata: metadata(key))
        }
    }

    /// The agency, and which key or certificate of it: by name, or by digest and serial number.
    private func metadata(
        _ key: EndingKey, _ more: Logger.Metadata = [:]
    ) -> Logger.Metadata {
        var known: Logger.Metadata = [
            "what": "\(key.what.kind.rawValue)", "agency": "\(key.agency)",
            "until": "\(key.until.rfc3339)",
        ]
        switch key.what {
        case .key(let kid, let node):
            known["kid"] = "\(kid)"
            known["node"] = "\(node)"
        case .signer(let certificate), .client(let certificate):
            known["sha256"] = "\(certificate.fingerprint)"
            known["serial"] = "\(certificate.serialNumber)"
        }
        return known.merging(more) { _, more in more }
    }

    private func metadata(
        _ ending: Ending, _ more: Logger.Metadata = [:]
    ) -> Logger.Metadata {
        let known: Logger.Metadata = [
            "what": "\(ending.kind.rawValue)", "file": "\(ending.file)",
            "until": "\(ending.until.rfc3339)", "do": "\(ending.kind.whatToDo)",
        ]
        return known.merging(more) { _, more in more }
    }
}

extension EndingKey {
    /// What the operator does about it: its agency has been told.
    fileprivate var request: String {
        switch what {
        case .key: "ask the agency for its next public key, and register it beside this one"
        case .signer: "ask the agency whether its next certificate is issued and goes with messages"
        case .client: "ask the agency whether its next certificate is issued and in its node"
        }
    }
}
