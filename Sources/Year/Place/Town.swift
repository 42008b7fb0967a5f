// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// The place: its agencies, and who holds which role.
package struct Town: Sendable {
    /// The broker's own URI.
    package let broker: AgencyID
    /// The partnership's URI.
    package let partnership: PartnershipID
    /// Every agency, by seat.
    package let agencies: [Agency]

    /// How many schools and nurseries there are.
    static let schoolCount = 20

    /// Founds the place; it is the same for every seed.
    package init() {
        broker = .written("https://baton.example")
        partnership = .written("https://baton.example/p/sunderland")
        var agencies = Self.bodies.map { $0.agency }
        for number in 0..<Self.schoolCount {
            let name = Self.schoolNames[number]
            agencies.append(
                Agency(
                    id: .written("https://school-\(number + 1).example"), name: name,
                    kind: .school, partOf: nil, gateway: .schools,
                    role: number < 4 ? "early-years" : "school", minutesBetweenPolls: 60,
                    skewSeconds: Int64(number * 17 % 400 - 200)))
        }
        self.agencies = agencies
    }

    /// The agency of a seat.
    package subscript(_ seat: Seat) -> Agency { agencies[seat.number] }

    /// The seats of all agencies.
    package var seats: [Seat] { agencies.indices.map(Seat.init) }

    /// The schools and nurseries themselves.
    var schoolSeats: [Seat] { (Seat.firstSchool..<agencies.count).map(Seat.init) }

    /// The nurseries, which are the first schools.
    var nurserySeats: [Seat] { (Seat.firstSchool..<Seat.firstSchool + 4).map(Seat.init) }

    /// Who holds each role that a pack may name; every other role is the council's.
    package func roles(for named: [Role]) -> [Role: AgencyID] {
        var roles: [Role: AgencyID] = [:]
        for role in named { roles[role] = self[Self.holders[role.name] ?? .council].id }
        return roles
    }

    private static let holders: [String: Seat] = [
        "police-safeguarding": .police, "health-safeguarding": .trust,
        "emergency-duty-team": .nightTeam, "area-authority": .neighbour, "school": .schools,
        "general-practice": .practices, "health-commissioner": .commissioner,
        "partnership": .partnership, "inspectorate": .inspectorate,
    ]
}

extension Town {
    /// What is written down of an agency that is no school.
    private struct Body {
        let uri: String
        let name: String
        let kind: AgencyKind
        let role: String
        let minutes: Int
        var skew: Int64 = 0
        var partOf: Seat?

        var agency: Agency {
            Agency(
                id: .written(uri), name: name, kind: kind, partOf: partOf, gateway: nil, role: role,
                minutesBetweenPolls: minutes, skewSeconds: skew)
        }
    }

    /// In the order of the seats.
    private static let bodies = [
        Body(
            uri: "https://sunderland.council.example", name: "Sunderland City Council",
            kind: .council, role: "childrens-social-care", minutes: 30),
        Body(
            uri: "https://northumbria.police.example", name: "Northumbria Police", kind: .police,
            role: "police", minutes: 45, skew: 45),
        Body(
            uri: "https://r0b.nhs.example", name: "South Tyneside and Sunderland NHS Trust",
            kind: .health, role: "hospital", minutes: 45, skew: -140),
        Body(
            uri: "https://nights.sunderland.council.example", name: "Emergency Duty Team",
            kind: .council, role: "childrens-social-care", minutes: 45, skew: 20,
            partOf: .council),
        Body(
            uri: "https://southtyneside.council.example", name: "South Tyneside Council",
            kind: .council, role: "childrens-social-care", minutes: 60, skew: -30),
        Body(
            uri: "https://zero-to-nineteen.nhs.example", name: "0-19 Service", kind: .health,
            role: "health-visiting", minutes: 60, skew: 180),
        Body(
            uri: "https://icb.nhs.example", name: "North East and North Cumbria ICB",
            kind: .health, role: "health", minutes: 60),
        Body(
            uri: "https://practices.nhs.example", name: "General practices' gateway",
            kind: .health, role: "gp", minutes: 60, skew: -220),
        Body(
            uri: "https://schools.sunderland.example", name: "Schools' gateway", kind: .school,
            role: "education", minutes: 60, skew: 75),
        Body(
            uri: "https://youthjustice.sunderland.example", name: "Youth Justice Service",
            kind: .other, role: "youth-justice", minutes: 60, partOf: .council),
        Body(
            uri: "https://housing.example", name: "Wearside Homes", kind: .other,
            role: "housing", minutes: 60, skew: 230),
        Body(
            uri: "https://dvservice.example", name: "Domestic Abuse Service", kind: .other,
            role: "domestic-abuse-service", minutes: 60, skew: -60),
        Body(
            uri: "https://sscp.example", name: "Sunderland Safeguarding Children Partnership",
            kind: .partnership, role: "other", minutes: 60),
        Body(
            uri: "https://inspectorate.example", name: "The Inspectorate", kind: .inspectorate,
            role: "other", minutes: 60),
        Body(
            uri: "https://locality.sunderland.council.example", name: "Locality teams",
            kind: .council, role: "childrens-social-care", minutes: 45, partOf: .council),
        Body(
            uri: "https://homes.sunderland.council.example", name: "Children's homes",
            kind: .council, role: "childrens-social-care", minutes: 45, skew: 110,
            partOf: .council),
    ]

    private static let schoolNames = [
        "Acorn Nursery", "Bluebell Nursery", "Copper Kettle Nursery", "Dovecote Nursery",
        "Elmfield Primary School", "Fernbank Primary School", "Gorse Hill Primary School",
        "Hawthorn Primary School", "Ivy Lane Primary School", "Juniper Primary School",
        "Kestrel Primary School", "Larkspur Primary School", "Millstone Primary School",
        "Northwick Academy", "Oakhanger Academy", "Penbury Academy", "Quarryside Academy",
        "Rookwood Academy", "Saltersgate Academy", "Thornley Dene Special School",
    ]
}

extension AgencyID {
    /// An agency whose URI is written in the program, and well.
    static func written(_ uri: String) -> AgencyID {
        guard let id = try? AgencyID(uri) else { preconditionFailure("\(uri) is an agency's URI") }
        return id
    }
}

extension PartnershipID {
    /// A partnership whose URI is written in the program, and well.
    static func written(_ uri: String) -> PartnershipID {
        guard let id = try? PartnershipID(uri) else {
            preconditionFailure("\(uri) is a partnership's URI")
        }
        return id
    }
}
