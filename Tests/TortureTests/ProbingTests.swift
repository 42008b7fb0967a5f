// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Foundation
import Programs
import Safeguarding
import Testing

extension Torture {
    /// Row S08 of the acceptance table: names that are tried, on the real listener.
    @Suite struct `Somebody who tries names` {
        @Test func `finds nothing out by answers or by their times, and is stopped`() async throws {
            let town = try Town()
            defer { town.leave() }
            let daemon = try await Batond.ready(town)
            let known = try sent(town)
            let limit = 60
            let tries = Torture.rounds(short: 4, long: limit / 2)
            try await Exchange.withHTTP { exchange in
                var times: (forbidden: [Double], unknown: [Double]) = ([], [])
                for role in [Town.Role.school, .partnership] {
                    let caller = Caller(try town.node(role), over: exchange)
                    var answers: Set<Seen> = []
                    for _ in 0..<tries {
                        let forbidden = try await seen(by: caller, known)
                        let unknown = try await seen(by: caller, UUID().uuidString.lowercased())
                        answers.formUnion([forbidden.answer, unknown.answer])
                        times.forbidden.append(forbidden.seconds)
                        times.unknown.append(unknown.seconds)
                    }
                    #expect(answers.map(\.status) == [404], "\(answers)")
                }
                try await expectAStop(of: Caller(try town.node(.council), over: exchange), limit)
                let deviation = MannWhitney.deviation(times.forbidden, times.unknown)
                Torture.report(
                    "S08: \(times.forbidden.count) forbidden and as many unknown names, "
                        + "Mann-Whitney z \(deviation)")
                if Torture.isLong { #expect(abs(deviation) < 3) }
            }
            #expect(try await daemon.stop() == .exit(0))
        }

        private func sent(_ town: Town) throws -> String {
            let example = try town.baton(["schema", "new", "referral.made"])
            let file = town.folder.appending(path: "referral.json")
            try example.output.write(to: file, atomically: true, encoding: .utf8)
            let sent = try town.baton([
                "send", "referral.made", file.path, "--node", "demo/nodes/police.json",
                "--to", try town.node(.council).agency.uri,
            ])
            #expect(sent.status == 0, "\(sent.output)")
            return sent.output.trimmingCharacters(in: .whitespacesAndNewlines)
        }

        /// What a caller sees of an answer.
        private struct Seen: Hashable {
            let status: Int
            let headers: [String: String]
            let body: [UInt8]
        }

        private func seen(
            by caller: Caller, _ name: String
        ) async throws -> (answer: Seen, seconds: Double) {
            let begun = Monotonic.now
            let answer = try await caller.get("/messages/\(name)")
            let seconds = Monotonic.now - begun
            // The time of the answer says nothing of what was asked.
            let headers = answer.headers.filter { $0.key.lowercased() != "date" }
            return (Seen(status: answer.status, headers: headers, body: answer.body), seconds)
        }

        /// At the limit a name is still not found; one past it nothing is looked up any more.
        private func expectAStop(of caller: Caller, _ limit: Int) async throws {
            var statuses: [Int] = []
            for _ in 0...limit {
                statuses.append(try await caller.get("/receipts/\(UUID())").status)
            }
            #expect(statuses.prefix(limit).allSatisfy { $0 == 404 })
            #expect(statuses[limit] == 429)
        }
    }
}

/// Whether one of two samples tends to be larger: the rank sum test of Mann and Whitney (1947).
private enum MannWhitney {
    /// By how many standard deviations the rank sum differs from what equal samples give.
    static func deviation(_ one: [Double], _ other: [Double]) -> Double {
        let sorted = (one.map { ($0, true) } + other.map { ($0, false) }).sorted { $0.0 < $1.0 }
        let ranks = sorted.enumerated().reduce(0.0) { sum, member in
            member.element.1 ? sum + Double(member.offset + 1) : sum
        }
        let (n, m) = (Double(one.count), Double(other.count))
        let expected = n * (n + m + 1) / 2
        return (ranks - expected) / (n * m * (n + m + 1) / 12).squareRoot()
    }
}
