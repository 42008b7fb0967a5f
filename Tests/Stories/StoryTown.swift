// SPDX-License-Identifier: Apache-2.0

import Intake
import Relay
import Safeguarding
import SampleTown

/// The town of the stories: more agencies than tests need elsewhere, and whoever holds each role.
struct StoryTown: Sendable {
    let town: SampleTown
    /// Everybody, by what the stories call them.
    let residents: [String: Resident]
    let setting: Setting

    init() throws {
        town = try SampleTown()
        var residents = Dictionary(
            uniqueKeysWithValues: town.residents.map { ($0.name, $0) })
        for (uri, name) in [
            ("https://duty.sunderland.council.example", "the emergency duty team"),
            ("https://durham.council.example", "the next council"),
            ("https://adults.sunderland.council.example", "adult social care"),
        ] { residents[name] = Resident(uri, name, .council) }
        self.residents = residents
        let directory = try Self.directory(town, residents)
        let keyring = Keyring(residents.values.map { [town] in town.registered($0) })
        setting = try town.setting(directory: directory, keyring: keyring)
    }

    private static func directory(
        _ town: SampleTown, _ residents: [String: Resident]
    ) throws -> Directory {
        let all = residents.values.sorted { $0.id < $1.id }
        let parties = all.map(\.id)
        let usual = try town.directory()
        return try Directory(
            broker: town.broker,
            partnerships: [
                Partnership(
                    id: town.partnership, number: 1, name: "Sunderland", rules: town.rules,
                    calendar: town.calendar, roles: try roles(residents),
                    caseloads: caseloads)
            ],
            agencies: all.map { AgencyRecord(id: $0.id, name: $0.name, kind: $0.kind) },
            nodes: all.map { NodeRecord(id: "main", agency: $0.id) },
            agreements: [
                town.agreement(
                    "isa-1", from: parties, to: parties,
                    types: town.catalogue.entries.filter { !$0.isIssuedByBroker }.map(\.type.name))
            ], subscriptions: [], readers: usual.readers)
    }

    /// What this partnership finds right.
    private static let caseloads = CaseloadLimits(
        teams: [
            CaseloadLimits.Limit("Assessment Team 2", cases: 5),
            CaseloadLimits.Limit("Assessment Team 3", cases: 5),
        ], roles: [CaseloadLimits.Limit("social-worker", cases: 3)])

    /// Who holds the roles of the pack.
    private static func roles(_ residents: [String: Resident]) throws -> [Role: AgencyID] {
        let holders = [
            "front-door": "council", "conference-chair": "council", "head-of-service": "council",
            "team-manager": "council", "leaving-care": "council",
            "independent-reviewing-officer": "council", "missing-coordinator": "council",
            "police-safeguarding": "police", "encompass-lead": "police",
            "health-safeguarding": "health", "designated-nurse": "health", "school": "school",
            "emergency-duty-team": "the emergency duty team", "area-authority": "the next council",
            "safeguarding-partners": "partnership",
        ]
        var roles: [Role: AgencyID] = [:]
        for (role, name) in holders { roles[try Role(role)] = residents[name]?.id }
        return roles
    }

    /// What the stories call an agency.
    func name(of uri: String?) -> String {
        residents.values.first { $0.id.uri == uri }?.name ?? uri ?? "an agency that is withheld"
    }
}
