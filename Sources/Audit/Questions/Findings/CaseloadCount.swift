// SPDX-License-Identifier: Apache-2.0

import Safeguarding

/// Open cases, counted by who holds them, with a row for everybody who holds none.
struct CaseloadCount {
    private let limits: CaseloadLimits
    private var counts: [Owner: Int] = [:]
    /// How the names are written that are counted by what their spellings have in common.
    private var spellings: [String: String] = [:]

    private struct Owner: Hashable {
        let agency: AgencyID?
        var team: String?
        var role: String?
    }

    /// Begins to count; what the limits name has its row.
    init(_ limits: CaseloadLimits) {
        self.limits = limits
        for limit in limits.teams + limits.roles { _ = key(limit.name) }
    }

    /// Counts a case.
    mutating func add(_ agency: AgencyID, team: String, role: String) {
        counts[Owner(agency: agency, team: key(team), role: key(role)), default: 0] += 1
    }

    /// The rows by agency, team and role.
    func owners(_ roll: Roll) -> [[Answer.Cell]] {
        let named = Set(counts.keys.compactMap(\.role))
        let idle = limits.roles.map { CaseloadLimits.key(of: $0.name) }
            .filter { !named.contains($0) }.map { Owner(agency: nil, team: nil, role: $0) }
        return rows(counts, idle, roll).map { owner, cases in
            heads(owner, roll) + [said(owner.role)]
                + figures(cases, owner.role.flatMap(limits.limit(ofRole:)))
        }
    }

    /// The rows by agency and team.
    func teams(_ roll: Roll) -> [[Answer.Cell]] {
        var teams: [Owner: Int] = [:]
        for (owner, cases) in counts {
            teams[Owner(agency: owner.agency, team: owner.team, role: nil), default: 0] += cases
        }
        let named = Set(teams.keys.compactMap(\.team))
        let idle = limits.teams.map { CaseloadLimits.key(of: $0.name) }
            .filter { !named.contains($0) }.map { Owner(agency: nil, team: $0, role: nil) }
        return rows(teams, idle, roll).map { owner, cases in
            heads(owner, roll) + figures(cases, owner.team.flatMap(limits.limit(ofTeam:)))
        }
    }

    /// Everybody who holds cases, in the roll's order, then what has a limit and holds none.
    private func rows(
        _ counts: [Owner: Int], _ idle: [Owner], _ roll: Roll
    ) -> [(Owner, Int)] {
        let held = roll.all(counts.keys.compactMap(\.agency)).flatMap { agency in
            let own = counts.filter { $0.key.agency == agency }.sorted {
                ($0.key.team ?? "", $0.key.role ?? "") < ($1.key.team ?? "", $1.key.role ?? "")
            }
            return own.isEmpty
                ? [(Owner(agency: agency, team: nil, role: nil), 0)]
                : own.map { ($0.key, $0.value) }
        }
        return held + idle.map { ($0, 0) }
    }

    private func heads(_ owner: Owner, _ roll: Roll) -> [Answer.Cell] {
        (owner.agency.map(roll.cells) ?? [.absent, .absent]) + [said(owner.team)]
    }

    private func said(_ key: String?) -> Answer.Cell {
        .text(optional: key.map { spellings[$0] ?? $0 })
    }

    private func figures(_ cases: Int, _ limit: Int?) -> [Answer.Cell] {
        [
            .count(cases), limit.map(Answer.Cell.count) ?? .absent,
            limit.map { .count(max(0, cases - $0)) } ?? .absent,
        ]
    }

    private mutating func key(_ name: String) -> String {
        let key = CaseloadLimits.key(of: name)
        if spellings[key] == nil { spellings[key] = name }
        return key
    }
}
