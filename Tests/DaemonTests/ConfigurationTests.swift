// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Intake
import Relay
import Safeguarding
import Signing
import Testing
import Web
import Wire

@testable import Daemon

@Suite struct `A good configuration` {
    let desk: Desk
    let configuration: Configuration

    init() throws {
        desk = try Desk()
        configuration = try desk.read()
    }

    @Test func `says where the daemon keeps and listens, relative to its file`() {
        let places = configuration.places
        #expect(places.store == "\(desk.path)/state/baton.db")
        #expect(places.checkpoint == "\(desk.path)/state/baton.db.checkpoint")
        #expect(places.clock == "\(desk.path)/state/baton.db.clock")
        #expect(places.agencies == .tcp(host: "127.0.0.1", port: 8470))
        #expect(places.management == .tcp(host: "127.0.0.1", port: 8471))
        #expect(configuration.warnings == [])
    }

    @Test func `keeps the keys that the broker signed with before`() throws {
        let line = "signing_key: keys/broker.jwk"
        let setting = try desk.read(
            (line, line + "\n  previous_keys: [keys/police.pub.json]")
        ).setting
        let old = try #require(Desk.keys["police"]).publicKey
        #expect(setting.signature.previous.map(\.kid) == [old.kid])
        #expect(
            setting.documents["key:https://baton.example:\(old.kid)"] == old.jwk.canonical)
    }

    @Test func `makes the directory`() throws {
        let directory = configuration.setting.directory
        let (police, council) = (
            try AgencyID("https://police.example"), try AgencyID("https://council.example")
        )
        let school = try AgencyID("https://school.example")
        let town = try PartnershipID("https://baton.example/p/town")
        #expect(directory.broker.uri == "https://baton.example")
        #expect(directory.agencies.map(\.kind) == [.police, .council, .school, .inspectorate])
        #expect(directory.agency(council)?.contact == "0191 496 0000")
        #expect(directory.agency(school)?.partOf == council)
        #expect(directory.operators(of: school) == [council])
        #expect(directory.partnership(number: 1)?.rules.name == "england-2026.1")
        #expect(directory.partnership(town)?.roles == [try Role("front-door"): council])
        #expect(
            directory.agreement(
                partnership: town, from: police, to: council, type: "referral.made")?
                .id == "isa-1")
        let subscription = directory.subscribers(
            partnership: town, type: "referral.made", from: police)
        #expect(subscription.map(\.where) == [["urgency": ["immediate", "urgent"]]])
        let inspectorate = try AgencyID("https://inspectorate.example")
        #expect(
            directory.readerRole(of: inspectorate, in: town, at: try CalendarDate("2026-11-28"))
                == .inspector)
    }

    @Test func `registers keys with their times`() throws {
        let keyring = configuration.setting.frontDoor.keyring
        let police = try AgencyID("https://police.example")
        let kid = try #require(Desk.keys["police"]?.publicKey.kid)
        let key = try #require(keyring.key(kid, of: police))
        #expect(key.node == "misper")
        #expect(key.algorithms == [.es256])
        #expect(key.from == (try Instant(rfc3339: "2026-01-01T00:00:00Z")))
        #expect(key.until == (try Instant(rfc3339: "2099-06-01T12:00:00Z")))
        let school = try AgencyID("https://school.example")
        let rsa = try #require(Desk.keys["school"]?.publicKey.kid)
        #expect(keyring.key(rsa, of: school)?.algorithms == [.ps256, .rs256])
        #expect(configuration.setting.signature.algorithm == .es256)
        #expect(configuration.setting.origin == "baton.example/log")
    }

    @Test func `keeps what it was made of, and nothing secret`() throws {
        let documents = configuration.setting.documents
        let roles = documents.keys.filter { !$0.hasPrefix("schema:") && !$0.hasPrefix("key:") }
        #expect(
            roles.sorted() == [
                "calendar:england-and-wales", "configuration", "key-mark:broker.index_keys.1",
                "key-mark:broker.jti_key", "key-mark:broker.store_keys.1", "log-keys",
                "rules:england-2026.1",
            ])
        #expect(documents["configuration"] == Array(Desk.text.utf8))
        let kid = try #require(Desk.keys["police"]?.publicKey.kid)
        #expect(
            documents["key:https://police.example:\(kid)"]
                == Desk.keys["police"]?.publicKey.jwk.canonical)
        #expect(documents.keys.count { $0.hasPrefix("key:") } == 4)
        #expect(documents["schema:https://w3id.org/baton/schema/referral.made/1.0.0"] != nil)
        let secrets = Desk.keys.values.compactMap { $0.jwk["d"]?.string }
        #expect(secrets.count == Desk.keys.count)
        for (role, bytes) in documents {
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(!secrets.contains { text.contains($0) }, "\(role) holds a secret")
        }
    }

    @Test func `is told in one line`() {
        #expect(
            configuration.summary.hasPrefix(
                "1 partnership, 4 agencies, 3 nodes, 3 keys, 1 agreement, 1 subscription, 1 reader, "
            ))
        let report = CheckReport(desk.file(), now: Desk.now)
        #expect(report.answers == ["configuration is good: \(configuration.summary)"])
        #expect(report.complaints == [])
        #expect(report.exit == .success)
    }

    @Test func `may leave agreements, subscriptions and readers out or empty`() throws {
        let rest = Desk.text.split(separator: "agreements:")[1]
        let configuration = try desk.read(("agreements:\(rest)", "agreements: []\n"))
        #expect(configuration.setting.directory.agreements == [])
        #expect(configuration.setting.directory.readers == [])
    }

    @Test func `says how long messages are kept, and purges nothing that it says nothing of`()
        throws
    {
        #expect(configuration.setting.retention.classes.isEmpty)
        let store = "store: {sqlite: state/baton.db}"
        let configuration = try desk.read(
            (
                store,
                store + """

                    retention:
                      - {class: strategy, types: [referral.made, broker.notified], payload: P35Y}
                      - {class: usual, types: ["*"], payload: P1Y6M2W1D, from: receipt, facts: P18M15D}
                      - {class: refused, types: ["*"], refused: true, payload: P1Y}
                    """
            ))
        let schedule = configuration.setting.retention
        #expect(schedule.classes.map(\.name) == ["strategy", "usual", "refused"])
        let periods = schedule.classes.map { "\($0.payload) from \($0.start)" }
        #expect(periods == ["P35Y from end", "P1Y6M15D from receipt", "P1Y from end"])
        #expect(schedule.classes.map { $0.facts?.description } == [nil, "P1Y6M15D", nil])
        func name(_ type: String?, _ isRefused: Bool) -> String? {
            schedule.retentionClass(ofType: type, isRefused: isRefused)?.name
        }
        #expect(name("referral.made", false) == "strategy")
        #expect(name("case.allocated", false) == "usual")
        #expect(name("referral.made", true) == "refused" && name(nil, true) == "refused")
    }

    @Test func `may name rules by a path and listen behind a proxy`() throws {
        let pack = String(decoding: try LocalFile.read(Desk.data.pack("demo")), as: UTF8.self)
        try desk.write("mine.yaml", Array(pack.replacing("pack: demo", with: "pack: mine").utf8))
        let configuration = try desk.read(
            ("rules: england-2026.1", "rules: mine.yaml"),
            ("listen: {http: 127.0.0.1:8470}", "listen: {http: 0.0.0.0:8470}\nbehind_proxy: true"))
        #expect(configuration.setting.directory.partnerships.map(\.rules.name) == ["mine"])
        #expect(configuration.setting.documents["rules:mine"] != nil)
        #expect(configuration.places.agencies == .tcp(host: "0.0.0.0", port: 8470))
    }

    @Test func `takes secrets from systemd's credentials`() throws {
        let configuration = try desk.read(
            ("jti_key: keys/jti.key", "jti_key: credential:jti.key"),
            credentials: "\(desk.path)/keys")
        #expect(
            configuration.secrets["broker.jti_key"]
                == SHA256.digest(of: try desk.bytes("keys/jti.key")))
    }

    @Test func `warns of a calendar that ends within a year`() throws {
        let late = try desk.read(now: try Instant(rfc3339: "2028-01-02T00:00:00Z"))
        #expect(
            late.warnings.map { desk.plain($0.description) }.first
                == "baton.yaml:16:15: calendar england-and-wales@2025-11-24 ends on 2028-12-31, and "
                + "nothing can fall due after it, install a newer snapshot")
        let early = try desk.read(now: try Instant(rfc3339: "2027-12-01T00:00:00Z"))
        #expect(!early.warnings.contains { $0.what.contains("calendar") })
        #expect(late.lapsed.isEmpty && early.lapsed.isEmpty)
    }

    @Test(arguments: [("2028-12-31T23:59:59Z", true), ("2029-01-01T00:00:00Z", false)])
    func `passes no check once a calendar has ended, and is read all the same`(
        now: String, passes: Bool
    ) throws {
        let now = try Instant(rfc3339: now)
        try desk.rewrite()
        let report = CheckReport(desk.file(), now: now)
        #expect((report.exit == .success) == passes && report.answers.isEmpty != passes)
        let fault =
            "calendar england-and-wales@2025-11-24 ended on 2028-12-31, and nothing can fall "
        #expect(
            report.complaints.contains {
                $0.contains(fault) && !$0.hasSuffix("(warning)")
            } != passes, "\(report.complaints)")
        // A daemon that starts then takes referrals all the same.
        #expect(try desk.read(now: now).lapsed.isEmpty == passes)
    }

    @Test func `knows single schools by terms of their own`() throws {
        let shipped = try String(
            contentsOf: Checkout.file("config/calendars/schools/example.json"), encoding: .utf8)
        try desk.write(
            "academy.json",
            [UInt8](shipped.replacing("\"example\"", with: "\"academy\"").utf8))
        let (line, school) = ("calendar: england-and-wales\n", "https://council.example")
        let text =
            line + "    school_calendar: example\n    school_calendars: {\(school): academy.json}\n"
        let configuration = try desk.read((line, text))
        let schools = try #require(configuration.setting.directory.partnerships.first).schools
        #expect(schools.common?.name == "example")
        #expect(schools.own.map { $0.key.uri } == [school])
        #expect(schools.own.values.map(\.name) == ["academy"])
        #expect(configuration.setting.documents["school-calendar:academy"] != nil)

        // A verdict names a calendar by its name and day, which must tell calendars apart.
        let other = shipped.replacing("second half", with: "later")
        try desk.write("academy.json", [UInt8](other.utf8))
        let error = #expect(throws: SourceFaults.self) { try desk.read((line, text)) }
        #expect(
            error?.faults.map { desk.plain($0.description) } == [
                "baton.yaml:18:49: another school calendar is named `example` too, write a name of "
                    + "its own into academy.json, as `school`"
            ])
    }

    @Test func `counts school days by the terms of its schools, and warns of their end`() throws {
        let text = (
            "calendar: england-and-wales\n",
            "calendar: england-and-wales\n    school_calendar: example\n"
        )
        let configuration = try desk.read(text, now: try Instant(rfc3339: "2026-01-02T00:00:00Z"))
        let partnership = try #require(configuration.setting.directory.partnerships.first)
        #expect(partnership.schools.common?.edition == "example@2026-03-18")
        #expect(configuration.setting.documents["school-calendar:example"] != nil)
        let rules = partnership.rules.timescales
        let encompass = try #require(rules.first { $0.id == "R18" })
        let referral = try #require(rules.first { $0.id == "R1" })
        #expect(
            partnership.calendars(of: encompass, at: partnership.schools.common)
                == "england-and-wales@2025-11-24 example@2026-03-18")
        #expect(
            partnership.calendars(of: referral, at: partnership.schools.common)
                == "england-and-wales@2025-11-24")
        let late = try desk.read(text, now: try Instant(rfc3339: "2029-01-02T00:00:00Z"))
        #expect(
            late.warnings.map { desk.plain($0.description) }.contains {
                $0.hasSuffix("and no school day after it is known, install a newer snapshot")
            })
    }

    @Test func `takes limits of caseloads up to the most, and allows lookups unless it says no`()
        throws
    {
        let plain = try desk.read().setting.directory.partnerships.first
        #expect(plain?.caseloads == CaseloadLimits())
        #expect(plain?.allowsLookupByPerson == true)
        let long = String(repeating: "t", count: CaseloadLimits.mostCharacters)
        let set = try desk.read(
            (
                "calendar: england-and-wales\n",
                "calendar: england-and-wales\n    lookup_by_person: false\n    caseload_limits: "
                    + "{teams: {\(long): 10000, Team 2: 60}, roles: {social-worker: 1}}\n"
            )
        ).setting.directory.partnerships.first
        #expect(set?.allowsLookupByPerson == false)
        #expect(set?.caseloads.limit(ofTeam: long) == CaseloadLimits.mostCases)
        #expect(set?.caseloads.limit(ofTeam: "team  2") == 60)
        #expect(set?.caseloads.limit(ofRole: "Social-Worker") == 1)
        #expect(set?.caseloads.limit(ofRole: "Team 2") == nil)
    }

    @Test func `warns of an agreement past its review`() throws {
        let configuration = try desk.read(now: try Instant(rfc3339: "2027-04-01T00:00:00Z"))
        #expect(
            configuration.warnings.map { desk.plain($0.description) } == [
                "baton.yaml:53:16: agreement `isa-1` was to be reviewed by 2027-03-31 and still lets "
                    + "messages through, review it and write the next day"
            ])
        let report = CheckReport(desk.file(), now: try Instant(rfc3339: "2027-04-01T00:00:00Z"))
        #expect(report.exit == .success)
        #expect(report.complaints.count == 1)
    }

    @Test func `warns of a node without a key in force, and of a key of two agencies`() throws {
        let ended = try desk.read(
            ("until: 2099-06-01T12:00:00Z", "until: 2027-01-15"),
            ("keys: [{jwk: keys/council.pub.json", "keys: [{jwk: keys/police.pub.json"))
        #expect(
            ended.warnings.map { desk.plain($0.description) } == [
                "baton.yaml:26:11: node `misper` of https://police.example has no key in force, and "
                    + "what it signs now is refused, write its next public key beside those that ended",
                "baton.yaml:33:22: this is also a key of https://police.example: whoever holds it "
                    + "signs for https://council.example as for it, write a key of its own, unless "
                    + "one system is to sign for both",
            ])
        #expect(CheckReport(desk.file(), now: Desk.now).exit == .success)
    }

    @Test func `warns of a secret that others may read`() throws {
        try desk.write("keys/jti.key", Array(repeating: 9, count: 32), mode: 0o644)
        #expect(
            try desk.read().warnings.map { desk.plain($0.description) } == [
                "baton.yaml:6:12: the secret keys/jti.key may be read by others than its owner, "
                    + "chmod it to 600"
            ])
    }

    @Test func `is not refused by check for what it only warns of`() async throws {
        try desk.write("keys/jti.key", Array(repeating: 9, count: 32), mode: 0o644)
        try LocalFile.make(folder: "\(desk.path)/state")
        let report = await PlaceReport(try desk.read(), now: Desk.now)
        #expect(report.lines.contains { $0.hasPrefix("--  secret files: ") })
        #expect(report.exit == .success)
    }
}
