// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Testing
import Wire

@Suite struct `baton audit revoked` {
    private static let item = #"""
        {"index":4,"iss":"https://northumbria.police.example","jti":"a-message-of-the-police",
        "txn":"7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f","type":"referral.made","kid":"key-1",
        "iat":"2026-11-25T09:00:00Z","received_at":"2026-11-25T09:00:01Z",
        "why":"signed-after-revocation","revoked_at":"2026-11-25T08:00:00Z",
        "known_at":"2026-11-25T10:00:00Z","revocation":9,
        "recipients":[{"agency":"https://sunderland.council.example","state":"delivered"},
        {"agency":"https://trust.nhs.example","state":"routed"}]}
        """#

    private func bench(_ items: String = item) throws -> Workbench {
        try Workbench { _, _ in
            BrokerAnswer(status: 200, body: Array("{\"items\":[\(items)]}".utf8))
        }
    }

    @Test func `shows what to look through, why, and who has it`() async throws {
        let bench = try bench()
        let node = try bench.node(.partnership)
        #expect(
            try await bench.run([
                "audit", "revoked", "--node", node, "--agency",
                "https://northumbria.police.example", "--kid", "key-1",
            ]) == .success)
        #expect(
            bench.requests.first?.url
                == "http://127.0.0.1:1/audit/revoked"
                + "?agency=https%3A%2F%2Fnorthumbria.police.example&kid=key-1")
        for words in ["a-message-of-the-police", "signed-after-revocation", "delivered"] {
            #expect(bench.results.contains(words))
        }
    }

    @Test func `writes CSV and JSON`() async throws {
        let bench = try bench()
        let node = try bench.node(.police)
        #expect(
            try await bench.run(["audit", "revoked", "--node", node, "--format", "csv"])
                == .success)
        #expect(bench.results.hasPrefix("jti,iss,txn,type,kid,iat,received_at,why,"))
        #expect(
            bench.results.contains(
                "https://sunderland.council.example=delivered https://trust.nhs.example=routed"))
        let other = try self.bench()
        let file = try other.node(.police)
        #expect(try await other.run(["audit", "revoked", "--node", file, "--json"]) == .success)
        let root = try JSONDocument(parsing: Array(other.results.utf8)).root
        #expect(root["items"]?[0]?["kid"]?.string == "key-1")
    }

    @Test func `says that there is nothing`() async throws {
        let bench = try bench("")
        #expect(
            try await bench.run(["audit", "revoked", "--node", try bench.node(.police)])
                == .success)
        #expect(bench.notes == "Nothing is to be looked through.\n")
    }

    @Test func `is led to by the message itself`() throws {
        func marks(_ text: String) throws -> [String] {
            MessageStory.marks(try JSONDocument(parsing: Array(text.utf8)).root)
        }
        let revoked = try marks(
            #"{"revoked":{"revoked_at":"2026-11-25T08:00:00Z","why":"accepted-in-doubt"}}"#)
        #expect(revoked.count == 1)
        #expect(revoked.first?.contains("accepted-in-doubt") == true)
        #expect(try marks(#"{"doubt":{"state":"open"}}"#).first?.contains("cannot be told") == true)
        #expect(try marks(#"{"doubt":{"state":"clear"}}"#).first?.contains("not revoked") == true)
        #expect(try marks(#"{"doubt":{"state":"revoked"}}"#) == [])
        #expect(try marks("{}") == [])
    }
}
