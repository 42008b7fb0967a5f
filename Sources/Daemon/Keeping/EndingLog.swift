// SPDX-License-Identifier: Apache-2.0

import Logging
import Relay
import Safeguarding

/// Writes into the log what ends by itself, a line a step, and a line when it was renewed.
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
        case .renewed(let ending):
            logger.notice(
                "\(JournalKind.renewed.rawValue)",
                metadata: [
                    "what": "\(ending.kind.rawValue)", "file": "\(ending.file)",
                    "until": "\(ending.until.rfc3339)",
                ])
        }
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
