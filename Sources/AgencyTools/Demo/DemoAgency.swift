// SPDX-License-Identifier: Apache-2.0

package import Signing

/// One of the organisations of the demonstration, with a key made for it.
package struct DemoAgency: Sendable {
    /// What it is called among the demo's files.
    package let role: Role
    /// Its key.
    package let key: PrivateKey

    /// The organisations that take part, all of them invented.
    package enum Role: String, Sendable, Hashable, CaseIterable {
        /// The police force, which refers.
        case police
        /// The health trust, which also wants to know of referrals.
        case health
        /// The council, whose front door takes referrals.
        case council
        /// A school, to which no referral may go.
        case school
        /// The partnership's own office, which audits.
        case partnership
        /// The inspectorate, which audits between two dates.
        case inspectorate

        /// Whether it sends and receives messages.
        package var isSender: Bool { self != .partnership && self != .inspectorate }

        /// The URI by which it signs.
        package var uri: String {
            switch self {
            case .police: "https://northumbria.police.example"
            case .health: "https://trust.nhs.example"
            case .council: "https://sunderland.council.example"
            case .school: "https://school.sunderland.example"
            case .partnership: "https://sunderland.partnership.example"
            case .inspectorate: "https://inspectorate.example"
            }
        }

        /// What people call it.
        package var name: String {
            switch self {
            case .police: "Northumbria Police"
            case .health: "Wearside Hospitals NHS Trust"
            case .council: "Sunderland City Council"
            case .school: "Seaburn Academy"
            case .partnership: "Sunderland Safeguarding Children Partnership"
            case .inspectorate: "The Inspectorate"
            }
        }
    }

    /// The role and a fresh key for it.
    static func all() -> [DemoAgency] {
        Role.allCases.map { DemoAgency(role: $0, key: .generate(.p256)) }
    }
}
