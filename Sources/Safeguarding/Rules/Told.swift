// SPDX-License-Identifier: Apache-2.0

/// Whom the broker tells when what a timescale expects was missed.
package enum Told: Sendable, Hashable {
    /// The agency that owes it.
    case owedBy
    /// The agency to which it is owed.
    case owedTo
    /// The agency to which the partnership gave a role.
    case role(Role)

    /// The role, where one is named.
    package var role: Role? {
        if case .role(let role) = self { role } else { nil }
    }
}

extension Told: CustomStringConvertible {
    /// The word that a rule pack uses.
    package var description: String {
        switch self {
        case .owedBy: "owed_by"
        case .owedTo: "owed_to"
        case .role(let role): role.name
        }
    }
}
