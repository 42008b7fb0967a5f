// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Signing
import Testing
import Wire

@testable import Daemon

@Suite struct `A faulty configuration` {
    /// What is written instead of what, and what is then said, at least its beginning.
    struct Slip: Sendable, CustomTestStringConvertible {
        let old: String
        let new: String
        let faults: [String]

        init(_ old: String, _ new: String, _ faults: String...) {
            self.old = old
            self.new = new
            self.faults = faults
        }

        var testDescription: String { faults.joined(separator: "; ") }
    }

    @Test(arguments: shape + files + keys + places + names + people + partnerships + retention)
    func `is refused at file, line and column, with what to write`(_ slip: Slip) throws {
        let desk = try Desk()
        let faults = try desk.faults([(slip.old, slip.new)])
        #expect(faults.count == slip.faults.count)
        #expect(zip(faults, slip.faults).map { $0.shortened(to: $1) } == slip.faults)
    }

    @Test func `shows all faults at once, in the order of the lines`() throws {
        let desk = try Desk()
        let faults = try desk.faults([
            ("kind: police", "kind: army"), ("number: 1", "number: one"),
        ])
        #expect(
            faults == [
                "baton.yaml:13:13: the text `one` stands where a whole number is expected, write a "
                    + "whole number from 1 to 65535",
                "baton.yaml:22:11: `army` is none of the words expected, write one of: police, "
                    + "health, council, school, partnership, inspectorate, other",
            ])
        #expect(CheckReport(desk.file(), now: Desk.now).complaints.map(desk.plain) == faults)
        #expect(CheckReport(desk.file(), now: Desk.now).exit == .configuration)
    }

    @Test func `does not blame those who name an agency whose own entry is faulty`() throws {
        let desk = try Desk()
        let faults = try desk.faults([("keys/council.pub.json", "keys/gone.json")])
        #expect(faults.count == 1)
    }

    @Test func `that is not there is said to be so`() throws {
        let desk = try Desk()
        let file = ConfigurationFile("\(desk.path)/gone.yaml", data: Desk.data, credentials: nil)
        #expect(
            CheckReport(file, now: Desk.now).complaints.map(desk.plain) == [
                "gone.yaml:1:1: the configuration cannot be read (No such file or directory), name "
                    + "its file with --config"
            ])
    }

    @Test func `shows faults of the rule pack in the rule pack`() throws {
        let desk = try Desk()
        try desk.write("mine.yaml", Array("pack: mine\nabout: Mine\nrule: []\n".utf8))
        #expect(
            try desk.faults([("rules: england-2026.1", "rules: mine.yaml")]) == [
                "mine.yaml:1:1: a rule pack has no `rules`, write `rules`",
                "mine.yaml:3:1: unknown key `rule` in a rule pack, write one of: pack, about, roles, "
                    + "office_hours, undeliverable_after, silence, rules",
            ])
    }

    @Test func `refuses a rule that names an event type there is not`() throws {
        let desk = try Desk()
        let pack = String(decoding: try LocalFile.read(Desk.data.pack("demo")), as: UTF8.self)
        try desk.write(
            "mine.yaml", Array(pack.replacing("referrer.informed", with: "referrer.told").utf8))
        let faults = try desk.faults([("rules: england-2026.1", "rules: mine.yaml")])
        let line = try Self.line(of: "referrer.informed", in: pack)
        let fault = "mine.yaml:\(line):23: `referrer.told` is no event type that agencies send"
        #expect(faults.map { $0.shortened(to: fault) } == [fault])
    }

    /// A slip in a pack would otherwise change silently who owes what by when.
    @Test(arguments: [
        ("{grade: [red]}", "{grade: [rde]}", "`rde` is no value of the particular `grade`"),
        ("{grade: [red]}", "{graed: [red]}", "no message of these types has the particular `gra"),
        ("starts: /found_at", "starts: /nowhere", "`missing.found` has no time at `/nowhere`"),
        (
            "types: [referrer.informed]", "types: [referral.made]",
            "`referral.made` cannot answer under a root with referral.decided"
        ),
        ("{immediate_risk: [true]}", "{immediate_risk: [sure]}", "`sure` is no value of the"),
    ])
    func `refuses a rule that asks for what no message says, in the rule pack`(
        text: String, other: String, fault: String
    ) throws {
        let desk = try Desk()
        let pack = String(decoding: try LocalFile.read(Desk.data.pack("demo")), as: UTF8.self)
        let changed = pack.replacing(text, with: other, maxReplacements: 1)
        try desk.write("mine.yaml", Array(changed.utf8))
        let faults = try desk.faults([("rules: england-2026.1", "rules: mine.yaml")])
        let line = try Self.line(of: text, in: pack)
        let place = "mine.yaml:\(line):"
        #expect(faults.contains { $0.hasPrefix(place) && $0.contains(fault) }, "\(faults)")
    }

    /// The line on which a text stands first, from 1.
    private static func line(of text: String, in pack: String) throws -> Int {
        let lines = pack.split(separator: "\n", omittingEmptySubsequences: false)
        return try #require(lines.firstIndex { $0.contains(text) }) + 1
    }

    @Test func `names a credential where there are none`() throws {
        let desk = try Desk()
        let change = ("jti_key: keys/jti.key", "jti_key: credential:jti")
        #expect(
            try desk.faults([change]) == [
                "baton.yaml:6:12: there are no credentials here (CREDENTIALS_DIRECTORY is not set), "
                    + "write the path of a file, or start by systemd with LoadCredential=jti"
            ])
        #expect(
            try desk.faults([change], credentials: desk.path) == [
                "baton.yaml:6:12: the file jti cannot be read (No such file or directory), write the "
                    + "path of a file that is there, relative to this one"
            ])
        #expect(
            try desk.faults(
                [("jti_key: keys/jti.key", "jti_key: credential:../jti")], credentials: desk.path)
                == [
                    "baton.yaml:6:12: `../jti` is no name of a credential, write `credential:` and a "
                        + "name"
                ])
    }
}

extension String {
    /// The beginning of a text, as far as it is compared: lists of names grow.
    func shortened(to other: String) -> String {
        hasPrefix(other) ? other : self
    }
}
