// SPDX-License-Identifier: Apache-2.0

import Intake
import Ledger
import Relay
import Safeguarding
import Signing
import TransparencyLog

/// Every key of the place, all from one seed, so that a second run signs the same bytes.
struct TownKeys: Sendable {
    private let keys: [PrivateKey]
    private let brokerKey: PrivateKey
    private let logKey: PrivateKey
    private let vault: Vault

    /// The keys of a place.
    init(_ town: Town, seed: UInt64) throws {
        var chance = Chance(seed: seed, "keys")
        keys = try town.agencies.map { _ in
            try PrivateKey(ed25519Seed: chance.bytes(PrivateKey.seedBytes))
        }
        brokerKey = try PrivateKey(ed25519Seed: chance.bytes(PrivateKey.seedBytes))
        logKey = try PrivateKey(ed25519Seed: chance.bytes(PrivateKey.seedBytes))
        vault = try Vault(
            storeKeys: [1: chance.bytes(Vault.keyBytes)],
            indexKeys: [1: chance.bytes(Vault.keyBytes)], jtiKey: chance.bytes(Vault.keyBytes))
    }

    /// The log's origin.
    static let origin = "baton.example/simulated"

    /// The key of an agency's system.
    subscript(_ seat: Seat) -> PrivateKey { keys[seat.number] }

    /// Everything that the broker runs under.
    func setting(
        _ town: Town, catalogue: Catalogue, rules: RulePack, calendar: WorkingCalendar
    ) throws -> Setting {
        let types = catalogue.entries.filter { !$0.isIssuedByBroker }.map(\.type.name)
        let all = town.agencies.map(\.id)
        let directory = try Directory(
            broker: town.broker,
            partnerships: [
                Partnership(
                    id: town.partnership, number: 1,
                    name: "Sunderland Safeguarding Children Partnership", rules: rules,
                    calendar: calendar,
                    schools: SchoolCalendars(common: Terms().calendar),
                    roles: town.roles(for: rules.roles.keys.sorted { $0.name < $1.name }))
            ],
            agencies: town.agencies.map { agency in
                AgencyRecord(
                    id: agency.id, name: agency.name, kind: agency.kind,
                    partOf: agency.partOf.map { town[$0].id })
            },
            nodes: town.agencies.map { agency in
                NodeRecord(
                    id: "main", agency: agency.id, operatedBy: agency.gateway.map { town[$0].id })
            },
            agreements: [
                Agreement(
                    id: "isa-1", partnership: town.partnership, from: all, to: all, types: types,
                    purpose: "safeguarding children", lawfulBasis: "Children Act 2004 s.16LA",
                    reviewBy: .written("2028-12-31"))
            ])
        return Setting(
            frontDoor: FrontDoor(
                keyring: Keyring(town.seats.map { registered($0, town) }), catalogue: catalogue,
                directory: directory),
            vault: vault, signature: BrokerSignature(key: brokerKey, algorithm: .edDSA),
            noteSigner: try NoteSigner(name: NoteName(Self.origin), key: logKey),
            documents: ["configuration": Array("a simulated year".utf8)], version: "simulated")
    }

    private func registered(_ seat: Seat, _ town: Town) -> RegisteredKey {
        let key = keys[seat.number].publicKey
        return RegisteredKey(
            agency: town[seat].id, node: "main", operatedBy: town[seat].gateway.map { town[$0].id },
            kid: key.kid, key: key, algorithms: Set(key.algorithms),
            from: Instant(seconds: 1_600_000_000), until: nil, revokedAt: nil)
    }
}
