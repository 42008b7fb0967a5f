// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
package import Intake
package import Ledger
package import Relay
package import Safeguarding
package import Schema
package import Signing
import TransparencyLog
import Wire

/// A town with a partnership and its agencies, for tests: real keys, real schemas, real rules.
///
/// Police, health, council and school may send each other everything, but no agreement lets a
/// referral go to the school. Health subscribes to referrals. Council holds the front door.
package struct SampleTown: Sendable {
    /// The broker's URI.
    package let broker = AgencyID.known("https://baton.example")
    /// The partnership.
    package let partnership = PartnershipID.known("https://baton.example/p/sunderland")
    /// The police force.
    package let police = Resident("https://northumbria.police.example", "police", .police)
    /// The hospital trust.
    package let health = Resident("https://trust.nhs.example", "health", .health)
    /// The council, which holds the front door.
    package let council = Resident("https://sunderland.council.example", "council", .council)
    /// A school.
    package let school = Resident("https://school.example", "school", .school)
    /// The partnership's own business manager.
    package let manager = Resident("https://sscp.example", "partnership", .partnership)
    /// The inspectorate.
    package let inspector = Resident("https://inspectorate.example", "inspectorate", .inspectorate)
    /// Keys that sign the broker's own messages and the log's checkpoints.
    package let brokerKey = PrivateKey.generate(.p256)
    /// The key of the log.
    package let logKey = PrivateKey.generate(.ed25519)
    /// The keys under which the store keeps what it must not show.
    package let vault: Vault
    /// The schemas that ship.
    package let catalogue: Catalogue
    /// The rules, read from the pack that ships.
    package let rules: RulePack
    /// The calendar, read from the snapshot that ships.
    package let calendar: WorkingCalendar

    /// The log's origin.
    package static let origin = "baton.example/log"
    /// A Wednesday morning, on which nothing is special.
    package static let morning = Instant.at("2026-11-25T09:00:00Z")

    /// Founds a town.
    ///
    /// - Parameter rules: the name of a shipped pack.
    package init(rules pack: String = "england-2026.1") throws {
        vault = try Vault(
            storeKeys: [1: SecureRandom.bytes(32)], indexKeys: [1: SecureRandom.bytes(32)],
            jtiKey: SecureRandom.bytes(32))
        catalogue = try Self.shippedCatalogue.get()
        rules = try RulePack(
            reading: String(
                contentsOf: Checkout.file("config/rules/\(pack).yaml"), encoding: .utf8),
            file: "\(pack).yaml")
        calendar = try WorkingCalendar(
            reading: [UInt8](
                Data(contentsOf: Checkout.file("config/calendars/england-and-wales.json"))),
            file: "england-and-wales.json")
    }

    /// Every agency of the town.
    package var residents: [Resident] {
        [police, health, council, school, manager, inspector]
    }

    /// The catalogue that ships, compiled once for all tests: it never changes.
    private static let shippedCatalogue = Result { try Catalogue(shippedSchemas()) }

    /// The schemas that ship, as sources.
    package static func shippedSchemas() throws -> [SchemaSource] {
        let root = Checkout.file("schemas")
        let names = try FileManager.default.subpathsOfDirectory(atPath: root.path)
        let schemas = names.filter { $0.hasSuffix(".json") && !$0.contains("/golden/") }
        return try schemas.sorted().map { name in
            let bytes = try [UInt8](Data(contentsOf: root.appending(path: name)))
            return SchemaSource(
                name: name, document: try JSONDocument(parsing: bytes, limits: .schema))
        }
    }

    /// The directory, with whatever a test changes in it.
    package func directory(
        agreements: [Agreement]? = nil, subscriptions: [Subscription]? = nil,
        roles: [Role: AgencyID] = [:]
    ) throws -> Directory {
        try Directory(
            broker: broker,
            partnerships: [
                Partnership(
                    id: partnership, number: 1, name: "Sunderland", rules: rules,
                    calendar: calendar,
                    roles: roles.merging([Role("front-door"): council.id]) { $1 })
            ],
            agencies: residents.map { AgencyRecord(id: $0.id, name: $0.name, kind: $0.kind) },
            nodes: residents.map { NodeRecord(id: "main", agency: $0.id) },
            agreements: agreements ?? usualAgreements,
            subscriptions: subscriptions ?? [
                Subscription(
                    agency: health.id, partnership: partnership, types: ["referral.made"])
            ],
            readers: try usualReaders)
    }

    /// Everything between the four, but no referral to the school.
    package var usualAgreements: [Agreement] {
        let four = [police, health, council, school].map(\.id)
        let answers = ["message.acknowledged", "referral.decided", "referrer.informed"]
        return [
            agreement("isa-1", from: four, to: four, types: answers),
            agreement(
                "isa-2", from: four, to: four.filter { $0 != school.id }, types: ["referral.made"]),
        ]
    }

    /// An agreement of the town.
    package func agreement(
        _ id: String, from: [AgencyID], to: [AgencyID], types: [String]
    ) -> Agreement {
        Agreement(
            id: id, partnership: partnership, from: from, to: to, types: types,
            purpose: "safeguarding children", lawfulBasis: "Children Act 2004 s.16LA",
            reviewBy: CalendarDate(dayNumber: 21_000))
    }

    private var usualReaders: [Reader] {
        get throws {
            [
                Reader(
                    agency: manager.id, role: .partnership, partnerships: [partnership],
                    from: nil, until: nil),
                Reader(
                    agency: inspector.id, role: .inspector, partnerships: [partnership],
                    from: try CalendarDate("2026-11-01"), until: try CalendarDate("2026-12-31")),
            ]
        }
    }

    /// The keys of all residents, in force since the year began.
    package var keyring: Keyring { Keyring(residents.map { registered($0) }) }

    /// A resident's key as it is registered.
    package func registered(
        _ resident: Resident, until: Instant? = nil, revokedAt: Instant? = nil
    ) -> RegisteredKey {
        RegisteredKey(
            agency: resident.id, node: "main", kid: resident.key.publicKey.kid,
            key: resident.key.publicKey, algorithms: Set(resident.key.publicKey.algorithms),
            from: .at("2026-01-01T00:00:00Z"), until: until, revokedAt: revokedAt)
    }

    /// The front door.
    package func frontDoor(
        directory: Directory? = nil, keyring: Keyring? = nil
    ) throws -> FrontDoor {
        FrontDoor(
            keyring: keyring ?? self.keyring, catalogue: catalogue,
            directory: try directory ?? self.directory())
    }

    /// Everything in force.
    package func setting(
        directory: Directory? = nil, keyring: Keyring? = nil, clients: ClientTrust? = nil,
        retention: RetentionSchedule = RetentionSchedule(), limits: RelayLimits = RelayLimits()
    ) throws -> Setting {
        Setting(
            frontDoor: try frontDoor(directory: directory, keyring: keyring),
            vault: vault, signature: BrokerSignature(key: brokerKey, algorithm: .es256),
            noteSigner: try NoteSigner(name: NoteName(Self.origin), key: logKey),
            documents: ["configuration": Array("a sample".utf8)], clients: clients,
            retention: retention, limits: limits, version: "test")
    }
}
