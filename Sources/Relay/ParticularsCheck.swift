// SPDX-License-Identifier: Apache-2.0

import Audit
import Intake
import Ledger
import Safeguarding
import Signing

/// Holds the particulars that are kept of messages against the messages.
///
/// Nothing in the log commits to particulars; but a message says the same, and to that an entry commits.
/// So who alters a grade or a pseudonym, for audits not to find a child, is found out.
struct ParticularsCheck: Sendable {
    private let setting: Setting

    /// Makes ready to check by what a configuration says.
    init(_ setting: Setting) { self.setting = setting }

    /// Whether what is kept beside a message is what it says, as far as the schemas known now tell.
    ///
    /// Within a major version of a type particulars are only added to and subjects stay where they are
    /// (`baton schema check`): so what a message that names no version has more than was kept is no
    /// fault. Pseudonyms are made again under the index key of now, and compared when that made them.
    func agree(_ record: MessageRecord, with jws: CompactJWS) -> Bool {
        guard record.facts != nil else { return true }
        let kept = record.particulars ?? .none(under: setting.vault)
        if case .issued = record.happening.facts {
            return kept.values.isEmpty && kept.subjects.isEmpty && kept.pseudonyms.isEmpty
        }
        guard let partnership = setting.partnership(number: record.entry.partnership),
            let (content, isExact) = setting.frontDoor.content(of: jws)
        else { return true }
        let said = Particulars(content, in: partnership.id, vault: setting.vault)
        return kept.subjects == said.subjects
            && (kept.indexKey != said.indexKey || kept.pseudonyms == said.pseudonyms)
            && kept.values.allSatisfy { said.values[$0.key] == $0.value }
            && (!isExact || kept.values.count == said.values.count)
    }
}

extension Particulars {
    /// Nothing at all.
    fileprivate static func none(under vault: Vault) -> Particulars {
        Particulars(
            restoring: [:], subjects: [], pseudonyms: [], indexKey: vault.currentIndexKey)
    }
}
