// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// An agency of the place, with the habits of its one system.
package struct Agency: Sendable {
    /// The agency.
    package let id: AgencyID
    /// What people call it.
    package let name: String
    /// Its kind.
    package let kind: AgencyKind
    /// The agency that it is a team of.
    package let partOf: Seat?
    /// The gateway that carries its messages, where that is another agency's.
    package let gateway: Seat?
    /// What its people are called on attendance lists (`codes.agency-role`).
    package let role: String
    /// How many minutes pass between two looks into its mailbox.
    package let minutesBetweenPolls: Int
    /// How many seconds the clock of its system is ahead; negative when it is behind.
    package let skewSeconds: Int64
}

/// Which agency of the place: its position in the list.
package struct Seat: Sendable, Hashable, Comparable {
    /// The position.
    package let number: Int

    init(_ number: Int) { self.number = number }

    /// By position.
    package static func < (left: Seat, right: Seat) -> Bool { left.number < right.number }

    static let council = Seat(0)
    static let police = Seat(1)
    static let trust = Seat(2)
    static let nightTeam = Seat(3)
    static let neighbour = Seat(4)
    static let healthVisiting = Seat(5)
    static let commissioner = Seat(6)
    static let practices = Seat(7)
    static let schools = Seat(8)
    static let youthJustice = Seat(9)
    static let housing = Seat(10)
    static let refuge = Seat(11)
    static let partnership = Seat(12)
    static let inspectorate = Seat(13)
    static let locality = Seat(14)
    static let homes = Seat(15)
    /// The first of the schools and nurseries.
    static let firstSchool = 16
}
