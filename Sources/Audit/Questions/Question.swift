// SPDX-License-Identifier: Apache-2.0

/// The ten questions about a period that those who oversee a partnership ask, and the registers that
/// they keep beside them.
///
/// What each answers, for whom and from which columns is told by the answer itself; `Questions.md`
/// lists all of it.
package enum Question: String, Sendable, Hashable, CaseIterable {
    /// Referrals: acknowledged, decided, and who was told.
    case referrals = "Q1"
    /// Children who are received and whom nobody owns.
    case unowned = "Q2"
    /// Strategy discussions that were late, and why.
    case strategyDiscussions = "Q3"
    /// Who comes to meetings and reports to them.
    case attendance = "Q4"
    /// Everything about one child, in order.
    case child = "Q5"
    /// What the police sent, and what became of it.
    case policeNotices = "Q6"
    /// Missing children and their return interviews.
    case missingEpisodes = "Q7"
    /// Children of whom several contacts were not joined up.
    case repeatedContacts = "Q8"
    /// Disagreements that were escalated, and agencies that never escalate.
    case escalations = "Q9"
    /// The log's proof, who read, and what was withheld.
    case proof = "Q10"
    /// The register of open cases by who holds them.
    case caseload = "caseload"
    /// The register of contacts with care leavers.
    case careLeavers = "care-leavers"

    /// Whether its answer shows a person, and so needs a staff id, a purpose and a reference.
    package var showsPerson: Bool {
        switch self {
        case .unowned, .child, .missingEpisodes, .repeatedContacts, .careLeavers: true
        case .referrals, .strategyDiscussions, .attendance, .policeNotices, .escalations, .proof,
            .caseload:
            false
        }
    }

    /// Whether it is about one child, who must be named.
    package var isAboutOneChild: Bool { self == .child }

    /// The tables that its answer has only beside something uploaded.
    package var comparisonTables: Set<String> {
        guard self == .missingEpisodes else { return [] }
        return Set((MissingFinding.comparison + MissingFinding.lookedAfter).map(\.name))
    }

    /// Whether it is a register, and none of the ten.
    package var isRegister: Bool {
        switch self {
        case .caseload, .careLeavers: true
        case .referrals, .unowned, .strategyDiscussions, .attendance, .child, .policeNotices,
            .missingEpisodes, .repeatedContacts, .escalations, .proof:
            false
        }
    }

    /// The names of the ten, for a person who named another.
    package static var names: String { names(ofRegisters: false) }

    /// The names of the registers, for a person who named another.
    package static var registerNames: String { names(ofRegisters: true) }

    private static func names(ofRegisters areRegisters: Bool) -> String {
        allCases.filter { $0.isRegister == areRegisters }.map(\.rawValue).joined(separator: ", ")
    }
}
