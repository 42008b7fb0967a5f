// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Safeguarding
import Signing
import Testing
import TransparencyLog
import Wire

@testable import AgencyTools

/// `verify.py`, which comes with each bundle, against `baton verify`.
@Suite(.serialized) struct `The program in a bundle` {
    let bench: Workbench
    let fixture: EvidenceFixture

    init() throws {
        bench = try Workbench()
        fixture = try EvidenceFixture(in: bench)
    }

    /// Runs it; nil where there is no Python.
    private func verify(_ arguments: [String]) throws -> (status: Int32, output: String)? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        func isThere(_ name: String) -> Bool {
            folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
        }
        guard isThere("python3"), isThere("openssl") else {
            print("verify.py is not run: python3 or openssl is not installed")
            return nil
        }
        let (process, output) = (Process(), Pipe())
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            ["python3", "-B", Checkout.file("config/evidence/verify.py").path] + arguments
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: text, as: UTF8.self))
    }

    @Test func `finds a good one good, under the keys that are given`() throws {
        let path = try bench.scratch.file("good.tar", fixture.bundle().bytes)
        guard
            let ending = try verify([
                path, "--vkey", fixture.log.verifierKey.vkey, "--witness",
                fixture.witness.verifierKey.vkey,
            ])
        else { return }
        #expect(ending.status == 0, "\(ending.output)")
        #expect(ending.output.contains("+ log key: is the one that was given"))
        #expect(ending.output.contains("+ witness: witness.example has cosigned"))
    }

    @Test func `wants one of the witnesses that are given to have cosigned`() throws {
        let path = try bench.scratch.file("good.tar", fixture.bundle().bytes)
        let other = try NoteSigner(
            name: NoteName("other.example"), type: .cosignature, key: .generate(.ed25519))
        let keys = [other, fixture.witness].map(\.verifierKey.vkey)
        guard let both = try verify([path, "--witness", keys[0], "--witness", keys[1]]) else {
            return
        }
        #expect(both.status == 0, "\(both.output)")
        let alone = try verify([path, "--witness", keys[0]])
        #expect(alone?.status == 1)
        #expect(alone?.output.contains("is cosigned by none of the witnesses") == true)
    }

    /// An explanation names what passed a duty on or stopped its clock beside what decided it.
    @Test func `holds where an explanation names more than what decided`() throws {
        var changed = fixture
        changed.rewrite(
            "explanations/1.2.json", "\"index\":2}]",
            "\"index\":2},{\"at\":\"2026-11-25T12:00:00.000Z\",\"index\":9}]")
        let path = try bench.scratch.file("changed.tar", changed.bundle().bytes)
        guard let ending = try verify([path]) else { return }
        #expect(ending.status == 0, "\(ending.output)")
    }

    @Test func `holds by any of the keys that are given, in any order`() throws {
        let path = try bench.scratch.file("good.tar", fixture.bundle().bytes)
        let newer = try NoteSigner(name: fixture.log.verifierKey.name, key: .generate(.ed25519))
        let keys = [newer, fixture.log].map(\.verifierKey.vkey)
        for given in [keys, keys.reversed()] {
            let options = given.flatMap { ["--vkey", $0] }
            guard let ending = try verify([path] + options) else { return }
            #expect(ending.status == 0, "\(ending.output)")
        }
        #expect(try verify([path, "--vkey", keys[0]])?.status == 1)
    }

    @Test func `holds by the key under the origin that the log goes on under`() throws {
        let path = try bench.scratch.file("good.tar", fixture.bundle().bytes)
        let own = fixture.log.verifierKey
        let next = try fixture.log.following(to: NoteName("\(own.name.text)/2")).verifierKey
        let other = try NoteSigner(name: next.name, key: .generate(.ed25519)).verifierKey
        for given in [[next], [next, own]] {
            let options = given.flatMap { ["--vkey", $0.vkey] }
            guard let ending = try verify([path] + options) else { return }
            #expect(ending.status == 0, "\(ending.output)")
        }
        #expect(try verify([path, "--vkey", other.vkey])?.status == 1)
    }

    @Test func `takes a verdict that is withheld from its reader as said, and no other`() throws {
        let withheld = try fixture.withholdingVerdict()
        let path = try bench.scratch.file("withheld.tar", withheld.bundle().bytes)
        guard let ending = try verify([path]) else { return }
        #expect(ending.status == 0, "\(ending.output)")
        for other in ["[1]", "[]", "\"x\"", "[\"x\"]"] {
            var spoilt = withheld
            spoilt.rewrite(
                "thread.json", "\"withheld_verdicts\":[2]", "\"withheld_verdicts\":\(other)")
            let refused = try verify([bench.scratch.file("spoilt.tar", spoilt.bundle().bytes)])
            #expect(refused?.status == 1, "\(other)")
            #expect(refused?.output.contains("is withheld, and none is") == true, "\(other)")
        }
    }

    @Test func `takes each way of signing that the broker takes, and no other`() throws {
        for way in EvidenceSigner.Way.allCases {
            let bundle = try EvidenceFixture(in: bench, signed: way).bundle()
            let path = try bench.scratch.file("\(way).tar", bundle.bytes)
            guard let ending = try verify([path]) else { return }
            #expect(ending.status == (way.fault == nil ? 0 : 1), "\(way): \(ending.output)")
            #expect(ending.output.contains(way.fault ?? "The bundle holds."), "\(ending.output)")
            let isLed = ending.output.contains("+ certificates: 1 message was signed under")
            #expect(isLed == (way == .underAuthority), "\(way): \(ending.output)")
        }
    }

    @Test func `refuses what was once taken`() throws {
        let lies = try EvidenceLie.all(in: bench) + EvidenceLie.largest(in: bench)
        for (number, lie) in lies.enumerated() {
            let path = try bench.scratch.file("\(number).tar", lie.fixture.bundle().bytes)
            guard let ending = try verify([path]) else { return }
            #expect(ending.status == 1, "\(lie.name): \(ending.output)")
        }
    }

    @Test func `tells how many steps are only said, as baton does`() throws {
        for (name, fixture, count, said) in try EvidenceLie.unproven(in: bench) {
            let path = try bench.scratch.file("\(name).tar", fixture.bundle().bytes)
            guard let ending = try verify([path]) else { return }
            #expect(ending.status == 0, "\(name): \(ending.output)")
            #expect(
                ending.output.contains(
                    "+ thread: \(Words.count(count, "step", "steps")) and 1 expectation agree with"),
                "\(name): \(ending.output)")
            let steps = Words.count(said, "step or expectation", "steps and expectations")
            let words = "and \(steps) whose entries or parts are not shown"
            #expect(ending.output.contains(words) == (said > 0), "\(name): \(ending.output)")
        }
    }

    /// As a party has it: no answer proves the part that passed the duty on.
    @Test func `holds where what passed a duty on is not shown, as baton does`() throws {
        var party = try EvidenceFixture(in: bench, later: .passedOn)
        party.files["entries/3.json"] = nil
        var overseer = try EvidenceFixture(in: bench, later: .passedOn)
        try overseer.withhold(entry: 3)
        overseer = overseer.overseen(["content of a message": 0, "entry": 1])
        for (name, honest) in [("party", party), ("overseer", overseer)] {
            let path = try bench.scratch.file("\(name).tar", honest.bundle().bytes)
            let lines = try honest.findings().map(\.line)
            let proven = "thread: 1 step and 0 expectations agree with"
            #expect(lines.contains { $0.hasPrefix("✓ \(proven)") }, "\(name): \(lines)")
            guard let ending = try verify([path]) else { return }
            #expect(ending.status == 0, "\(name): \(ending.output)")
            #expect(ending.output.contains("+ \(proven)"), "\(name): \(ending.output)")
        }
        // Nothing that is left out can have come, or made it due later than it was missed.
        let later = Instant(milliseconds: EvidenceFixture.due + 1_000).rfc3339
        let unseen = party.overseen()
        var late = party
        try late.retell { told in
            told.with(["due": .string(later)]).mapping("clocks") {
                $0.with(["due": .string(later)])
            }
        }
        for (name, lie) in [("unseen", unseen), ("late", late)] {
            let path = try bench.scratch.file("\(name).tar", lie.bundle().bytes)
            #expect(throws: EvidenceFault.self, "\(name)") { try lie.findings() }
            guard let ending = try verify([path]) else { return }
            #expect(ending.status == 1, "\(name): \(ending.output)")
        }
    }

    @Test func `refuses what baton refuses, wherever it was changed`() throws {
        var spoilt: [[UInt8]] = []
        let bytes = try fixture.bundle().bytes
        for position in stride(from: 11, to: bytes.count, by: bytes.count / 12) {
            var changed = bytes
            changed[position] ^= 1
            spoilt.append(changed)
        }
        for (path, old, new) in [
            ("entries/2.json", "not-acknowledged", "absent"),
            ("entries/1.json", "\"rule\":\"R1\"", "\"rule\":\"R2\""),
            ("entries/2.json", "\"p\":1", "\"p\":2"),
            ("thread.json", "\"missed_at\":\"2", "\"missed_at\":\"1"),
            ("thread.json", "\"expectations\":", "\"expectationz\":"),
            ("thread.json", "\"shortfall\":", "\"shortfallz\":"),
            ("thread.json", "\"why\":", "\"whyz\":"),
            ("thread.json", "\"type\":\"referral.made\"", "\"type\":\"referral.closed\""),
            ("thread.json", "\"from\":\"2", "\"from\":\"1"),
            ("thread.json", "received, not owned", "received, and owned"),
            ("documents.json", "\"loads\":[0]", "\"loads\":[1]"),
        ] {
            var fixture = fixture
            fixture.rewrite(path, old, new)
            spoilt.append(try fixture.bundle().bytes)
        }
        var other = fixture
        other.files["messages/1.jwt"] = try signedEvent(from: .police, in: bench).jws.token
        spoilt.append(try other.bundle().bytes)
        for (number, bytes) in spoilt.enumerated() {
            let path = try bench.scratch.file("\(number).tar", bytes)
            guard let ending = try verify([path]) else { return }
            #expect(ending.status == 1, "\(number): \(ending.output)")
            #expect(ending.output.contains("DOES NOT HOLD"))
        }
    }
}
