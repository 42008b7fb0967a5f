// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Programs
import Safeguarding
import Signing
import StampingAuthority
import Testing
import TransparencyLog
import Wire

@testable import AgencyTools

/// The stamps of a time authority in a bundle of evidence, made by OpenSSL.
@Suite(.enabled(if: TimestampAuthority.isInstalled, "openssl is not installed"))
final class `A stamp in a bundle of evidence` {
    let bench: Workbench
    let authority: TimestampAuthority
    var fixture: EvidenceFixture
    /// When the token says that it was made.
    private(set) var time = Workbench.now

    init() async throws {
        bench = try Workbench()
        fixture = try EvidenceFixture(in: bench)
        authority = try await TimestampAuthority()
        let leaves = try (0..<3).map { index in
            let file = fixture.files["entries/\(index).json"] ?? []
            let entry = try JSONDocument(parsing: file, limits: .schema).root["entry"]
            return MerkleTree.leafHash(of: try #require(entry).canonical)
        }
        let older = Checkpoint(
            origin: fixture.log.verifierKey.name, size: 2,
            root: MerkleTree.root(ofLeaves: leaves.prefix(2))
        ).signed(by: fixture.log)
        let request = TimestampRequest(for: SHA256.digest(of: older.text))
        let answer = try await authority.answer(request.der)
        let token = try #require(TimestampResponse(parsing: answer).token)
        time = Instant(milliseconds: try TimestampInfo(unverified: token).genTimeMilliseconds)
        let item: JSONValue = [
            "number": 1, "size": 2, "authority": "http://tsa.example",
            "at": .string(time.rfc3339),
            "checkpoint": .string(String(decoding: older.bytes, as: UTF8.self)),
            "token": .string(Base64.encode(token)),
            "consistency": [.string(leaves[2].description)],
        ]
        let list: JSONValue = ["items": .array([item])]
        fixture.files["timestamps.json"] = list.canonical
    }

    deinit { authority.remove() }

    /// The same with a token that renews the stamp and another one, which the bundle does not have.
    private func renew() async throws -> JSONValue {
        let list = try JSONValue(
            text: String(decoding: fixture.files["timestamps.json"] ?? [], as: UTF8.self))
        let stamp = try #require(list["items"]?.array?.first)
        let token = try Base64.decode(try #require(stamp["token"]?.string))
        let leaves = [MerkleTree.leafHash(of: token), MerkleTree.leafHash(of: [1])]
        let request = TimestampRequest(for: MerkleTree.root(ofLeaves: leaves))
        let answer = try await authority.answer(request.der)
        let renewal = try #require(TimestampResponse(parsing: answer).token)
        let time = try TimestampInfo(unverified: renewal).genTimeMilliseconds
        let item: JSONValue = [
            "number": 3, "renews": ["from": 1, "to": 2], "authority": "http://tsa.example",
            "at": .string(Instant(milliseconds: time).rfc3339),
            "token": .string(Base64.encode(renewal)),
            "covers": [["number": 1, "path": [.string(leaves[1].description)]]],
        ]
        let both: JSONValue = ["items": .array([stamp, item])]
        fixture.files["timestamps.json"] = both.canonical
        return item
    }

    /// What verify.py says of the bundle.
    private func program(_ more: [String] = []) async throws -> (status: Int32, output: String)? {
        guard let python = Program.installed("python3") else { return nil }
        let path = try bench.scratch.file("renewed.tar", fixture.bundle().bytes)
        let ending = try await Program.runAside(
            python, ["-B", Checkout.file("config/evidence/verify.py").path, path] + more,
            in: authority.folder)
        return (ending.status, ending.output)
    }

    @Test func `is proven to have been stamped again, and said without authorities`() async throws {
        _ = try await renew()
        let words = "1 of these stamps was stamped again at 20"
        #expect(
            try findings().contains {
                $0.outcome == .proven && $0.sentence.hasPrefix(words)
            })
        let said = "is said to have stamped 1 of these stamps again"
        #expect(
            try fixture.findings().contains { $0.outcome == .said && $0.sentence.contains(said) })
        guard let plain = try await program() else { return }
        #expect(plain.status == 0 && plain.output.contains(said), "\(plain.output)")
        let root = authority.folder.appending(path: "root.pem").path
        let trusting = try await program(["--authorities", root])
        #expect(trusting?.output.contains("+ time: " + words) == true, "\(trusting as Any)")
    }

    @Test func `that renews what is not there, or by another way, does not hold`() async throws {
        _ = try await renew()
        let good = fixture.files["timestamps.json"]
        for (old, new) in [
            ("\"from\":1", "\"from\":2"), ("\"to\":2", "\"to\":3"), ("\"to\":2", "\"to\":1"),
            ("[{\"number\":1", "[{\"number\":2"), ("\"number\":3", "\"number\":1"),
            ("\"path\":[\"", "\"path\":[\"A"), ("\"covers\"", "\"covert\""),
        ] {
            fixture.files["timestamps.json"] = good
            fixture.rewrite("timestamps.json", old, new)
            let list = try JSONValue(
                text: String(decoding: fixture.files["timestamps.json"] ?? [], as: UTF8.self))
            fixture.files["timestamps.json"] = list.canonical
            #expect(throws: EvidenceFault.self, "\(new)") { try self.findings() }
            #expect(throws: EvidenceFault.self, "\(new)") { try fixture.findings() }
            guard let ending = try await program() else { return }
            #expect(ending.status == 1, "\(new): \(ending.output)")
        }
    }

    private func findings() throws -> [EvidenceFinding] {
        let trust = try TimestampTrust(certificates: authority.certificates("root"))
        var check = EvidenceCheck(
            try fixture.bundle(), log: LogKeys(fixture.log.verifierKey), authorities: trust)
        return try check.run()
    }

    @Test func `is proven under the authority's certificates, and said without them`() throws {
        #expect(
            try findings().contains {
                $0.outcome == .proven && $0.sentence.hasPrefix("2 entries were there at 20")
            })
        #expect(
            try fixture.findings().contains {
                $0.outcome == .said && $0.sentence.contains("is said to have stamped 2 entries")
            })
    }

    /// What no token holds and its checkpoint or the token itself says, with authorities and without.
    @Test(arguments: [
        ("\"size\":2", "\"size\":3", "a stamp of 3 entries over a checkpoint of 2"),
        ("\"number\":1,", "", "lacks a member"),
        ("{\"at\"", "{\"aa\":1,\"at\"", "that is not known"),
        ("{\"at\":\"20", "{\"at\":\"19", "tells another time than its stamp"),
    ])
    func `that is told otherwise than its checkpoint and token say does not hold`(
        _ old: String, _ new: String, _ says: String
    ) async throws {
        fixture.rewrite("timestamps.json", old, new)
        for fault in [
            #expect(throws: EvidenceFault.self, performing: { try self.findings() }),
            #expect(throws: EvidenceFault.self, performing: { try fixture.findings() }),
        ] { #expect(fault?.reason.contains(says) == true, "\(fault as Any)") }
        guard let ending = try await program() else { return }
        #expect(ending.status == 1 && ending.output.contains(says), "\(ending.output)")
    }

    @Test func `over something else, or over what is not continued, does not hold`() throws {
        let good = fixture.files["timestamps.json"]
        fixture.rewrite("timestamps.json", "\"consistency\":[\"", "\"consistency\":[\"A")
        #expect(throws: EvidenceFault.self) { try self.findings() }
        fixture.files["timestamps.json"] = good
        fixture.rewrite("timestamps.json", "\\n2\\n", "\\n3\\n")
        #expect(throws: EvidenceFault.self) { try self.findings() }
    }

    @Test func `that is told for another time does not hold for verify.py`() async throws {
        guard let python = Program.installed("python3") else { return }
        // A minute on, the certificate is as good as it was.
        fixture.rewrite(
            "timestamps.json", time.rfc3339, time.adding(milliseconds: 60_000).rfc3339)
        let path = try bench.scratch.file("stamped.tar", fixture.bundle().bytes)
        let ending = try await Program.runAside(
            python,
            [
                "-B", Checkout.file("config/evidence/verify.py").path, path, "--authorities",
                authority.folder.appending(path: "root.pem").path,
            ], in: authority.folder)
        #expect(ending.status == 1, "\(ending.output)")
        #expect(ending.output.contains("tells another time"), "\(ending.output)")
    }

    @Test func `is checked by verify.py too, with openssl`() async throws {
        guard let python = Program.installed("python3") else {
            print("verify.py is not run: python3 is not installed")
            return
        }
        let root = authority.folder.appending(path: "root.pem").path
        let path = try bench.scratch.file("stamped.tar", fixture.bundle().bytes)
        let ending = try await Program.runAside(
            python,
            ["-B", Checkout.file("config/evidence/verify.py").path, path, "--authorities", root],
            in: authority.folder)
        #expect(ending.status == 0, "\(ending.output)")
        #expect(ending.output.contains("+ time: 2 entries were stamped at"))
    }
}
