// SPDX-License-Identifier: Apache-2.0

/// How many open cases a partnership finds right for a team, and for those of one role in a team.
///
/// There is no limit in law: inspectors found caseloads of up to 69 (Ofsted, Sunderland 2015,
/// paragraph 66), and each partnership says what is too many.
package struct CaseloadLimits: Sendable, Hashable {
    /// The limits of teams, all their roles together, as the configuration writes the names.
    package let teams: [Limit]
    /// The limits of roles, in each team by itself.
    package let roles: [Limit]

    /// The limit of one team or role.
    package struct Limit: Sendable, Hashable {
        /// The team or role, as it is written.
        package let name: String
        /// How many cases are not too many.
        package let cases: Int

        /// Sets a limit.
        package init(_ name: String, cases: Int) {
            self.name = name
            self.cases = cases
        }
    }

    /// The highest limit that can be configured.
    package static let mostCases = 10_000
    /// How long a name may be, in characters, as in messages.
    package static let mostCharacters = 128

    /// Sets limits; none where nothing is said.
    package init(teams: [Limit] = [], roles: [Limit] = []) {
        self.teams = teams
        self.roles = roles
    }

    /// The limit of a team; nil when it has none.
    package func limit(ofTeam name: String) -> Int? { Self.limit(of: name, in: teams) }

    /// The limit of a role in a team; nil when it has none.
    package func limit(ofRole name: String) -> Int? { Self.limit(of: name, in: roles) }

    private static func limit(of name: String, in limits: [Limit]) -> Int? {
        let key = key(of: name)
        return limits.first { Self.key(of: $0.name) == key }?.cases
    }

    /// What two spellings of one name have in common: people write capitals and spaces as they come,
    /// and a team that is spelled in two ways would never be over its limit.
    package static func key(of name: String) -> String {
        name.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
