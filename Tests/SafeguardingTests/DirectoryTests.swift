// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Testing

/// A small place, of which each test changes what it is about.
struct Town {
    var broker: AgencyID
    var partnerships: [Partnership]
    var agencies: [AgencyRecord]
    var nodes: [NodeRecord]
    var agreements: [Agreement] = []
    var subscriptions: [Subscription] = []
    var readers: [Reader] = []
    let police: AgencyID
    let council: AgencyID
    let school: AgencyID
    let place: PartnershipID

    init() throws {
        broker = try AgencyID("https://baton.example")
        police = try AgencyID("https://police.example")
        council = try AgencyID("https://council.example")
        school = try AgencyID("https://school.example")
        place = try PartnershipID("https://baton.example/p/town")
        agencies = [
            AgencyRecord(id: police, name: "Police", kind: .police, contact: "101"),
            AgencyRecord(id: council, name: "Council", kind: .council),
            AgencyRecord(id: school, name: "School", kind: .school, partOf: council),
        ]
        nodes = [
            NodeRecord(id: "misper", agency: police),
            NodeRecord(id: "gateway", agency: school, operatedBy: council),
        ]
        partnerships = [
            Partnership(
                id: place, number: 1, name: "Town", rules: try Shipped.rules("demo"),
                calendar: try Shipped.calendar("england-and-wales"),
                roles: [try Role("front-door"): council])
        ]
    }

    func directory() throws -> Directory {
        try Directory(
            broker: broker, partnerships: partnerships, agencies: agencies, nodes: nodes,
            agreements: agreements, subscriptions: subscriptions, readers: readers)
    }

    func agreement(
        _ id: String = "isa-1", in partnership: PartnershipID? = nil, from: [AgencyID],
        to: [AgencyID], types: [String] = ["referral.made"], reviewBy: String = "2027-03-31"
    ) throws -> Agreement {
        Agreement(
            id: id, partnership: partnership ?? place, from: from, to: to, types: types,
            purpose: "safeguarding", lawfulBasis: "s.16LA", reviewBy: try day(reviewBy))
    }

    func partnership(_ id: PartnershipID, number: Int, roles: [Role: AgencyID]? = nil)
        -> Partnership
    {
        let first = partnerships[0]
        return Partnership(
            id: id, number: number, name: "Other", rules: first.rules, calendar: first.calendar,
            roles: roles ?? first.roles)
    }
}

@Suite struct `A directory` {
    @Test func `finds agencies, nodes and partnerships`() throws {
        let town = try Town()
        let directory = try town.directory()
        #expect(directory.agency(town.police) == town.agencies[0])
        #expect(directory.agency(town.broker) == nil)
        #expect(try directory == town.directory())
        #expect(try directory.hashValue == town.directory().hashValue)
        #expect(directory.partnership(town.place)?.number == 1)
        #expect(directory.partnership(number: 1)?.id == town.place)
        #expect(directory.partnership(number: 2) == nil)
        #expect(directory.nodes(of: town.police).map(\.id) == ["misper"])
        #expect(directory.nodes(of: town.council) == [])
        #expect(directory.operators(of: town.school) == [town.council])
        #expect(directory.operators(of: town.police) == [])
    }

    @Test func `finds agencies and partnerships by the very text only`() throws {
        var town = try Town()
        let kent = try AgencyID("https://school.example/K")
        town.agencies.append(AgencyRecord(id: kent, name: "K", kind: .school))
        let directory = try town.directory()
        #expect(directory.agency(named: "https://school.example/K") == kent)
        #expect(directory.partnership(named: town.place.uri) == town.place)
        // The sign for kelvin is canonically the letter K, and yet another text.
        #expect(directory.agency(named: "https://school.example/\u{212A}") == nil)
        #expect(directory.agency(named: "https://school.example/k") == nil)
        #expect(directory.agency(named: town.place.uri) == nil)
        #expect(directory.partnership(named: kent.uri) == nil)
    }

    @Test func `finds the agreement that lets a message through`() throws {
        var town = try Town()
        town.agreements = [
            try town.agreement(
                "old", from: [town.police], to: [town.council], reviewBy: "2025-01-01"),
            try town.agreement("new", from: [town.police], to: [town.council]),
            try town.agreement(
                "wide", from: [town.police, town.council], to: [town.school],
                types: ["education.notified"]),
        ]
        let directory = try town.directory()
        func found(_ from: AgencyID, _ to: AgencyID, _ type: String) -> String? {
            directory.agreement(partnership: town.place, from: from, to: to, type: type)?.id
        }
        #expect(found(town.police, town.council, "referral.made") == "new")
        #expect(found(town.police, town.school, "education.notified") == "wide")
        #expect(found(town.police, town.school, "referral.made") == nil)
        #expect(found(town.council, town.police, "referral.made") == nil)
        let other = try PartnershipID("https://baton.example/p/other")
        let elsewhere = directory.agreement(
            partnership: other, from: town.police, to: town.council, type: "referral.made")
        #expect(elsewhere == nil)
    }

    @Test func `finds who subscribes, except the sender itself`() throws {
        var town = try Town()
        let any = Subscription(
            agency: town.school, partnership: town.place, types: ["incident.notified"],
            where: ["grade": ["red"]])
        let narrow = Subscription(
            agency: town.council, partnership: town.place,
            types: ["incident.notified", "referral.made"], from: [town.police])
        town.subscriptions = [any, narrow]
        let directory = try town.directory()
        func found(_ type: String, _ from: AgencyID) -> [Subscription] {
            directory.subscribers(partnership: town.place, type: type, from: from)
        }
        #expect(found("incident.notified", town.police) == [any, narrow])
        #expect(found("incident.notified", town.council) == [any])
        #expect(found("incident.notified", town.school) == [])
        #expect(found("referral.made", town.police) == [narrow])
        #expect(found("referral.decided", town.police) == [])
    }

    @Test func `lets a reader read between its dates`() throws {
        var town = try Town()
        town.readers = [
            Reader(agency: town.council, role: .partnership, partnerships: [town.place]),
            Reader(
                agency: town.council, role: .inspector, partnerships: [town.place],
                from: try day("2026-11-01"), until: try day("2026-11-28")),
        ]
        let directory = try town.directory()
        func role(_ agency: AgencyID, _ date: String) throws -> ReaderRole? {
            directory.readerRole(of: agency, in: town.place, at: try day(date))
        }
        #expect(try role(town.council, "2026-10-31") == .partnership)
        #expect(try role(town.council, "2026-11-01") == .inspector)
        #expect(try role(town.council, "2026-11-28") == .inspector)
        #expect(try role(town.council, "2026-11-29") == .partnership)
        #expect(try role(town.police, "2026-11-01") == nil)
        let other = try PartnershipID("https://baton.example/p/other")
        #expect(directory.readerRole(of: town.council, in: other, at: try day("2026-11-01")) == nil)
    }
}

@Suite struct `A directory that contradicts itself` {
    func errors(_ change: (inout Town) throws -> Void) throws -> [DirectoryError] {
        var town = try Town()
        try change(&town)
        do {
            _ = try town.directory()
            return []
        } catch let error as DirectoryErrors {
            return error.errors
        }
    }

    @Test func `names agencies that are registered twice or as something else`() throws {
        let town = try Town()
        #expect(
            try errors { $0.agencies.append($0.agencies[0]) } == [.duplicateAgency(town.police)])
        #expect(try errors { $0.broker = $0.school } == [.agencyIsBroker(town.school)])
        let asAgency = try AgencyID(town.place.uri)
        #expect(
            try errors {
                $0.agencies.append(AgencyRecord(id: asAgency, name: "x", kind: .other))
            } == [.agencyIsPartnership(asAgency)])
    }

    @Test func `names agencies that nobody registered`() throws {
        let ghost = try AgencyID("https://ghost.example")
        let part = AgencyRecord(
            id: try AgencyID("https://part.example"), name: "x", kind: .other, partOf: ghost)
        #expect(
            try errors { $0.agencies.append(part) } == [
                .unknownAgency(ghost, namedBy: "agency https://part.example")
            ])
        #expect(
            try errors {
                $0.nodes.append(NodeRecord(id: "n", agency: $0.police, operatedBy: ghost))
            }
                == [.unknownAgency(ghost, namedBy: "node `n`")])
        #expect(
            try errors {
                $0.agreements = [try $0.agreement(from: [ghost, $0.police], to: [ghost])]
            } == [.unknownAgency(ghost, namedBy: "agreement `isa-1`")])
        #expect(
            try errors {
                $0.subscriptions = [
                    Subscription(agency: ghost, partnership: $0.place, types: ["x.y"])
                ]
            } == [.unknownAgency(ghost, namedBy: "a subscription of https://ghost.example")])
        #expect(
            try errors {
                $0.readers = [Reader(agency: ghost, role: .partnership, partnerships: [])]
            } == [.unknownAgency(ghost, namedBy: "reader https://ghost.example")])
        #expect(
            try errors {
                let roles = [try Role("front-door"): ghost]
                $0.partnerships = [$0.partnership($0.place, number: 1, roles: roles)]
            } == [
                .unknownAgency(
                    ghost, namedBy: "role `front-door` of partnership https://baton.example/p/town")
            ])
    }

    @Test func `names partnerships that are there twice, or not at all`() throws {
        let town = try Town()
        let other = try PartnershipID("https://baton.example/p/other")
        #expect(
            try errors { $0.partnerships.append($0.partnership($0.place, number: 2)) } == [
                .duplicatePartnership(town.place)
            ])
        #expect(
            try errors { $0.partnerships.append($0.partnership(other, number: 1)) } == [
                .duplicatePartnershipNumber(1, other)
            ])
        for number in [0, 65_536] {
            #expect(
                try errors { $0.partnerships.append($0.partnership(other, number: number)) } == [
                    .partnershipNumberOutOfRange(number, other)
                ])
        }
        #expect(try errors { $0.partnerships.append($0.partnership(other, number: 65_535)) } == [])
        #expect(
            try errors {
                $0.agreements = [try $0.agreement(in: other, from: [$0.police], to: [$0.council])]
            } == [.unknownPartnership(other, namedBy: "agreement `isa-1`")])
    }

    @Test func `names the first rule of a role that owes and that nobody has`() throws {
        let town = try Town()
        let role = try Role("front-door")
        #expect(
            try errors { $0.partnerships = [$0.partnership($0.place, number: 1, roles: [:])] } == [
                .roleNotMapped(role, rule: "R1", in: town.place)
            ])
    }

    @Test func `names what is twice, empty, circular or back to front`() throws {
        let town = try Town()
        #expect(
            try errors { $0.nodes.append($0.nodes[0]) } == [
                .duplicateNode("misper", of: town.police)
            ])
        #expect(
            try errors {
                let one = try $0.agreement(from: [$0.police], to: [$0.council])
                $0.agreements = [one, one]
            } == [.duplicateAgreement("isa-1")])
        #expect(
            try errors { $0.agreements = [try $0.agreement(from: [], to: [$0.council])] } == [
                .emptyAgreement("isa-1")
            ])
        #expect(
            try errors {
                $0.agencies[1] = AgencyRecord(
                    id: $0.council, name: "Council", kind: .council, partOf: $0.school)
            } == [.partOfItself(town.council), .partOfItself(town.school)])
        #expect(
            try errors {
                $0.readers = [Reader(agency: $0.police, role: .inspector, partnerships: [])]
            } == [.inspectorWithoutDates(town.police)])
        #expect(
            try errors {
                $0.readers = [
                    Reader(
                        agency: $0.police, role: .partnership, partnerships: [],
                        from: try day("2026-02-01"), until: try day("2026-01-01"))
                ]
            } == [.readerDatesReversed(town.police)])
    }

    @Test func `says it in words, all at once`() throws {
        let town = try Town()
        let role = try Role("front-door")
        let all: [DirectoryError] = [
            .duplicateAgency(town.police), .duplicateNode("n", of: town.police),
            .duplicatePartnership(town.place), .duplicatePartnershipNumber(1, town.place),
            .partnershipNumberOutOfRange(0, town.place), .duplicateAgreement("a"),
            .emptyAgreement("a"), .agencyIsBroker(town.police), .agencyIsPartnership(town.police),
            .unknownAgency(town.police, namedBy: "x"),
            .unknownPartnership(town.place, namedBy: "x"),
            .partOfItself(town.police), .roleNotMapped(role, rule: "R1", in: town.place),
            .inspectorWithoutDates(town.police), .readerDatesReversed(town.police),
        ]
        let lines = DirectoryErrors(all).description.split(separator: "\n")
        #expect(lines.count == all.count)
        #expect(Set(lines).count == all.count)
        #expect(lines.allSatisfy { $0.contains(", ") })
    }
}
