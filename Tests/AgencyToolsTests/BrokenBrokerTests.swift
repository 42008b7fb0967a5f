// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import Wire

@testable import AgencyTools

/// What a broker answers that is broken or lies: numbers that no log has, members of a bundle's own.
@Suite struct `What a broken broker answers` {
    private static let thread = "7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f"

    /// What is answered in an ordinary case, by what a path ends with.
    private static let usual = [
        "/documents": #"{"items":[]}"#, "/jwks.json": #"{"keys":[]}"#,
        "/audit/reads": #"{"items":[]}"#, "/log/facts": #"{"items":[]}"#,
        "/log/timestamps": #"{"items":[]}"#,
        "/audit/thread/\(thread)": #"{"expectations":[],"steps":[]}"#,
    ]

    private func gather(_ answers: [String: String]) async throws -> ExitReason {
        let log = try PublishedLog(3)
        let answers = Self.usual.merging(answers) { $1 }
        let bench = try Workbench { request, _ in
            let path = URL(string: request.url)?.path ?? ""
            guard let answer = answers.first(where: { path.hasSuffix($0.key) }) else {
                return log.answer(request)
            }
            return BrokerAnswer(status: 200, body: Array(answer.value.utf8))
        }
        return try await bench.run([
            "evidence", Self.thread, "-o", "\(bench.scratch.path)/evidence.tar", "--node",
            try bench.node(.police, vkey: log.vkey),
        ])
    }

    @Test(arguments: [
        #"{"index":-1,"kind":"delivered","proof":{"index":-1,"entry":{}}}"#,
        #"{"index":-9223372036854775808},{"index":9223372036854775807}"#,
        #"{"index":9223372036854775807}"#,
    ])
    func `of entries that no log has ends the gathering`(_ steps: String) async throws {
        let told = #"{"expectations":[],"steps":[\#(steps)]}"#
        #expect(try await gather(["/audit/thread/\(Self.thread)": told]) == .data)
    }

    @Test func `of more left out than can be counted ends the gathering`() async throws {
        for count in ["9223372036854775807", "-1"] {
            let withheld = #"[{"kind":"content of a message","count":\#(count)}]"#
            let status = try await gather([
                "/documents": #"{"items":[],"withheld":\#(withheld)}"#,
                "/audit/thread/\(Self.thread)":
                    #"{"expectations":[],"steps":[{"index":1,"kind":"accepted"}]}"#,
            ])
            #expect(status == .data)
        }
    }

    @Test(arguments: [
        #"{"number":1,"size":2,"token":"AA==","consistency":[]}"#,
        #"""
        {"number":1,"size":2,"token":"AA=="},
        {"number":2,"renews":{"from":1,"to":1},"token":"AA==","covers":[]}
        """#,
    ])
    func `of stamps that have their proof already ends the gathering`(
        _ items: String
    ) async throws {
        #expect(try await gather(["/log/timestamps": #"{"items":[\#(items)]}"#]) == .data)
    }

    @Test func `of more withheld than can be counted is no answer`() async throws {
        let bench = try Workbench { request, _ in
            let isFirst = !request.url.contains("cursor")
            let next = isFirst ? #","next":"2""# : ""
            let page = #"{"items":[],"withheld":9223372036854775807\#(next)}"#
            return BrokerAnswer(status: 200, body: Array(page.utf8))
        }
        let status = try await bench.run([
            "audit", "referrals", "--node", try bench.node(.partnership),
        ])
        #expect(status == .unavailable, "\(bench.notes)")
    }

    @Test func `of a clock that is off by all that a number can tell is told`() async throws {
        let answer = #"""
            {"items":[{"node":"misper","clock":{"difference_ms":-9223372036854775808}}]}
            """#
        let bench = try Workbench { _, _ in BrokerAnswer(status: 200, body: Array(answer.utf8)) }
        #expect(try await bench.run(["nodes", "--node", try bench.node(.police)]) == .success)
        #expect(bench.results.contains("-9223372036854775.8 s"), "\(bench.results)")
    }
}
