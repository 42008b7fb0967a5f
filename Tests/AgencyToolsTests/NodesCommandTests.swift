// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Testing

@Suite struct `The command that shows nodes` {
    private static let answer = #"""
        {"items":[
         {"agency":"https://northumbria.police.example","node":"misper",
          "keys":[{"kid":"k1","from":"2026-01-01T00:00:00.000Z"},
           {"kid":"k2","from":"2026-06-01T00:00:00.000Z"}],
          "last_message_at":"2026-06-23T14:05:01.250Z",
          "clock":{"difference_ms":-42500,"standing":"behind","what_to_do":"Set it."}},
         {"agency":"https://northumbria.police.example","node":"mash","keys":[]},
         {"agency":"https://northumbria.police.example","node":"certificate","keys":[],
          "certificates":[{"use":"connecting","sha256":"AB:CD","serial":"0a1b",
           "from":"2026-01-01T00:00:00.000Z","until":"2026-07-01T12:00:00.000Z",
           "last_shown_at":"2026-06-23T14:05:01.250Z"}]}]}
        """#

    @Test func `shows keys and clocks, and what to do`() async throws {
        let bench = try Workbench { _, _ in
            BrokerAnswer(status: 200, body: Array(Self.answer.utf8))
        }
        let status = try await bench.run(["nodes", "--node", try bench.node(.police)])
        #expect(status == .success)
        #expect(bench.requests.map(\.url).allSatisfy { $0.hasSuffix("/nodes") })
        let lines = bench.results.replacing(#/ {2,}/#, with: "  ").split(separator: "\n")
        #expect(
            lines == [
                "node  agency  keys  last message (London)  clock",
                "misper  northumbria.police.example  k1, k2  2026-06-23 15:05:01  -42.5 s",
                "mash  northumbria.police.example", "certificate  northumbria.police.example",
                "certificate for connecting, serial number 0a1b: until 2026-07-01 13:00:00 (London)",
                "misper: Set it.",
            ])
    }

    @Test func `writes what the broker says for programs`() async throws {
        let bench = try Workbench { _, _ in
            BrokerAnswer(status: 200, body: Array(Self.answer.utf8))
        }
        _ = try await bench.run(["nodes", "--json", "--node", try bench.node(.police)])
        #expect(bench.results.hasPrefix(#"{"items":[{"#))
    }
}
