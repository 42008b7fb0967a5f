// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import Wire

@testable import AgencyTools

/// `baton evidence` where no bundle comes of it.
@Suite struct `Evidence that cannot be gathered` {
    private static let thread = "7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f"

    /// Runs the command against a broker that knows a thread without steps, with so many documents; nil
    /// for a broker that does not know it.
    private func gather(
        documents count: Int?
    ) async throws -> (status: ExitReason, bench: Workbench, hasFile: Bool) {
        let log = try PublishedLog(3)
        let documents = (0..<(count ?? 0)).map { number -> JSONValue in
            [
                "role": .string("rules:\(number)"), "loads": [0],
                "content": .string(Base64.encode(Array("\(number)".utf8))),
            ]
        }
        let listed: JSONValue = ["items": .array(documents)]
        let list = listed.canonical
        let bench = try Workbench { request, _ in
            let path = URL(string: request.url)?.path ?? ""
            switch path {
            case _ where path.hasSuffix("/documents"): return BrokerAnswer(status: 200, body: list)
            case _ where path.hasPrefix("/audit/thread/"):
                let told = Array(#"{"expectations":[],"steps":[]}"#.utf8)
                let unknown = Array(#"{"err":"not_found"}"#.utf8)
                return count == nil
                    ? BrokerAnswer(status: 404, body: unknown)
                    : BrokerAnswer(status: 200, body: told)
            case "/.well-known/jwks.json":
                return BrokerAnswer(status: 200, body: Array(#"{"keys":[]}"#.utf8))
            case "/audit/reads":
                return BrokerAnswer(status: 200, body: Array(#"{"items":[]}"#.utf8))
            case "/log/facts": return BrokerAnswer(status: 403)
            case "/log/timestamps": return BrokerAnswer(status: 404)
            default: return log.answer(request)
            }
        }
        let node = try bench.node(.police, vkey: log.vkey)
        let file = "\(bench.scratch.path)/evidence.tar"
        let status = try await bench.run([
            "evidence", Self.thread, "-o", file, "--node", node,
        ])
        return (status, bench, FileManager.default.fileExists(atPath: file))
    }

    @Test(arguments: [
        ("part:amendment", 1, "1 part that names what a message corrects or retracts"),
        ("part:routing", 2, "2 whole lists of messages' recipients"),
        ("message", 0, "messages of the thread between others, not counted"),
        ("something:new", 3, "3 something:new"),
    ])
    func `is told in words by kind and number`(_ kind: String, _ count: Int, _ words: String) {
        #expect(LeftOutWords.words(kind, count) == words)
        #expect(!LeftOutWords.name(kind).contains("part:"))
    }

    @Test func `of a thread whose facts are gone says what may have become of it`() async throws {
        let ended = try await gather(documents: nil)
        #expect(ended.status == .data && !ended.hasFile)
        for words in [
            "The broker shows this node no thread \(Self.thread), and nothing was written",
            "was purged when its time was over", "baton retention list",
        ] { #expect(ended.bench.notes.contains(words), "\(ended.bench.notes)") }
    }

    @Test func `into one bundle names both sizes, and what can be had instead`() async throws {
        let ended = try await gather(documents: TarArchive.largestFileCount)
        #expect(ended.status == .data && !ended.hasFile)
        let count =
            "would have 100[0-9][0-9] files and [0-9]+ bytes; the most are 10000 and 67108864"
        #expect(ended.bench.notes.contains(try Regex(count)), "\(ended.bench.notes)")
        for words in [
            "What was gathered does not fit into one bundle, and nothing was written",
            "baton receipt",
        ] { #expect(ended.bench.notes.contains(words), "\(ended.bench.notes)") }
    }

    @Test func `for its bytes alone is refused too`() throws {
        let large = [UInt8](repeating: 0, count: TarArchive.largestByteCount)
        let fault = #expect(throws: EvidenceFault.self) {
            try EvidenceBundle([:], files: ["documents/large": large])
        }
        #expect(fault?.file == "the bundle", "\(fault as Any)")
        #expect(fault?.reason.hasPrefix("would have 3 files and 671") == true, "\(fault as Any)")
    }
}
