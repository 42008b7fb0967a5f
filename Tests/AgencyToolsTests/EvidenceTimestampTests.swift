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
