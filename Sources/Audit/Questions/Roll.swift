// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// The agencies of a partnership, as questions count them: a team counts as the agency that it is
/// part of.
package struct Roll: Sendable, Hashable {
    /// The agencies that questions are about, in the order of their kinds and names; the partnership's
    /// own office and inspectorates are not counted.
    package let members: [AgencyID]
    /// Who plays the police's part, for questions about what the police sent or received.
    package let police: Set<AgencyID>
    private let records: [AgencyID: AgencyRecord]
    /// What those are called who are not counted here: readers of other partnerships, and the broker.
    private let names: [AgencyID: String]

    /// Calls the roll of agencies.
    ///
    /// - Parameters:
    ///   - others: those who are not counted, and are called by their names all the same.
    ///   - broker: the broker itself, which sends notices.
    package init(
        _ agencies: [AgencyRecord], naming others: [AgencyRecord] = [], broker: AgencyID? = nil
    ) {
        names = Dictionary(
            others.map { ($0.id, $0.name) } + (broker.map { [($0, "The broker")] } ?? []),
            uniquingKeysWith: { first, _ in first })
        let records = Dictionary(
            agencies.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.records = records
        let counted = agencies.filter { agency in
            agency.kind != .partnership && agency.kind != .inspectorate
                && agency.partOf.map { records[$0] == nil } ?? true
        }
        members = counted.sorted { $0.place < $1.place }.map(\.id)
        police = Set(agencies.filter { $0.kind == .police }.map(\.id))
    }

    /// Calls the roll of those who may send or receive something in a partnership.
    package init(_ directory: Directory, in partnership: PartnershipID, broker: AgencyID? = nil) {
        var parties: Set<AgencyID> = []
        for agreement in directory.agreements where agreement.partnership == partnership {
            parties.formUnion(agreement.from)
            parties.formUnion(agreement.to)
        }
        self.init(
            directory.agencies.filter { parties.contains($0.id) }, naming: directory.agencies,
            broker: broker)
    }

    /// The agency as which an agency counts.
    package func head(of agency: AgencyID) -> AgencyID {
        var (head, steps) = (agency, 0)
        while let above = records[head]?.partOf, records[above] != nil, steps < records.count {
            head = above
            steps += 1
        }
        return head
    }

    /// What an agency is called; its URI when it is not registered any more.
    package func name(of agency: AgencyID) -> String {
        records[agency]?.name ?? names[agency] ?? agency.uri
    }

    /// Everybody who is counted, though nothing happened, and then those who are found besides.
    func all(_ found: some Sequence<AgencyID>) -> [AgencyID] {
        let known = Set(members)
        return members + Set(found).subtracting(known).sorted { $0.uri < $1.uri }
    }

    /// The two cells of an agency.
    func cells(of agency: AgencyID) -> [Answer.Cell] {
        [.text(agency.uri), .text(name(of: agency))]
    }
}

extension AgencyRecord {
    fileprivate var place: (Int, String, String) {
        (AgencyKind.allCases.firstIndex(of: kind) ?? 0, name, id.uri)
    }
}
