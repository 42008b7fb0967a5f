// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Foundation
import Programs
import Safeguarding
import Testing
import Wire

extension Torture {
    /// Row R10 of the acceptance table: the nights on which London's clocks change, and other days
    /// on which a calendar goes wrong (interfaces.md section 5).
    @Suite struct `A daemon in London` {
        /// A referral, and the end of the working day after it by London's clocks.
        enum Deadline: String, CaseIterable, Sendable {
            /// Over Easter, in the night to whose Sunday the clocks go forward.
            case spring
            /// Over the weekend in which the clocks go back.
            case autumn
            /// The working day is 29 February.
            case leapDay
            /// Over the turn of the year, whose holiday is kept on the Monday.
            case newYear

            var received: String {
                switch self {
                case .spring: "2027-03-25T10:00:00Z"
                case .autumn: "2027-10-29T09:00:00Z"
                case .leapDay: "2028-02-28T10:00:00Z"
                case .newYear: "2027-12-31T10:00:00Z"
                }
            }

            var due: String {
                switch self {
                case .spring: "2027-03-30T23:00:00Z"
                case .autumn: "2027-11-02T00:00:00Z"
                case .leapDay: "2028-03-01T00:00:00Z"
                case .newYear: "2028-01-05T00:00:00Z"
                }
            }
        }

        private static let few: [Deadline] = [.autumn]

        @Test(arguments: Torture.isLong ? Deadline.allCases : few)
        func `judges at the end of the working day, and tells it once`(
            deadline: Deadline
        ) async throws {
            let due = try Instant(rfc3339: deadline.due)
            let clock = try ShownClock(Instant(rfc3339: deadline.received))
            let town = try Town(by: clock)
            defer { town.leave() }
            let before = try await Batond.ready(town, under: clock.words)
            let thread = try send(town, clock)
            #expect(try await before.stop() == .exit(0))

            try clock.show(due.adding(milliseconds: -4_000))
            let daemon = try await Batond.ready(town, under: clock.words)
            let found = try await verdicts(of: thread, town, clock)
            #expect(found.map(\.due) == [due, due])
            for verdict in found { #expect(verdict.isTimely, "\(verdict)") }
            #expect(!daemon.said.contains("in doubt"), "\(daemon.said)")
            #expect(try await daemon.stop() == .exit(0))

            // An hour later by the clock on the wall: a naive one would judge again, or only now.
            try clock.show(due.adding(milliseconds: 3_600_000))
            let after = try await Batond.ready(town, under: clock.words)
            #expect(try await verdicts(of: thread, town, clock) == found)
            try await told(town, clock, [thread])
            #expect(try await after.stop() == .exit(0))
            #expect(try town.fsck() == nil)
        }

        /// The moments at which London's clocks change.
        private static let changes =
            ["2027-03-28T01:00:00Z"] + (Torture.isLong ? ["2027-10-31T01:00:00Z"] : [])

        /// Limits of seconds, which end before, at and after the change.
        @Test(arguments: changes)
        func `serves while the clocks change, and judges by what has passed`(
            change: String
        ) async throws {
            let change = try Instant(rfc3339: change)
            let clock = try ShownClock(change.adding(milliseconds: -60_000))
            let town = try Town(by: clock)
            defer { town.leave() }
            try town.edit("baton.yaml", "england-2026.1", to: "demo")
            try town.edit("rules/demo.yaml", "limit: 6 seconds", to: "limit: 1 second")
            try town.edit("rules/demo.yaml", "limit: 12 seconds", to: "limit: 3 seconds")
            try clock.show(change.adding(milliseconds: -3_000))
            let daemon = try await Batond.ready(town, under: clock.words)
            var threads = [try send(town, clock)]
            let hasChanged = try await Wait.until(10) { clock.now >= change }
            #expect(hasChanged)
            threads.append(try send(town, clock))
            for thread in threads {
                let found = try await verdicts(of: thread, town, clock)
                #expect(found.map(\.limit) == [1_000, 3_000])
                for verdict in found { #expect(verdict.isTimely, "\(verdict)") }
            }
            #expect(!daemon.said.contains("in doubt"), "\(daemon.said)")
            try await told(town, clock, threads)
            #expect(try await daemon.stop() == .exit(0))
            #expect(try town.fsck() == nil)
        }

        /// Sends a referral from the police to the council, and gives its thread.
        private func send(_ town: Town, _ clock: ShownClock) throws -> String {
            let example = try town.baton(["schema", "new", "referral.made"])
            // What is urgent is due within hours, and waits for no working day.
            try example.output.replacing("\"urgent\"", with: "\"routine\"").write(
                to: town.folder.appending(path: "referral.json"), atomically: true, encoding: .utf8)
            let sent = try town.baton(
                [
                    "send", "referral.made", "referral.json", "--json",
                    "--to", try town.node(.council).agency.uri, "--node", "demo/nodes/police.json",
                ], by: clock)
            guard let thread = try Self.json(sent.output)["txn"]?.string else {
                throw Trouble(sent.output)
            }
            return thread
        }

        /// What was owed, and what the audit says of it.
        struct Verdict: Hashable, CustomStringConvertible {
            let from: Instant
            let due: Instant
            let missedAt: Instant

            var limit: Int64 { due.milliseconds(since: from) }

            /// Never before it was due; a calendar that goes wrong is an hour late or a day, and no
            /// machine is slow for half an hour.
            var isTimely: Bool { (0..<1_800_000).contains(missedAt.milliseconds(since: due)) }

            var description: String { "from \(from) due \(due) missed \(missedAt)" }
        }

        /// Asks again and again until both expectations of a thread are judged.
        private func verdicts(
            of thread: String, _ town: Town, _ clock: ShownClock
        ) async throws -> [Verdict] {
            var found: [Verdict] = []
            var said = ""
            let areJudged = try await Wait.until(30) {
                said = try town.baton(
                    ["audit", "thread", thread, "--json", "--node", "demo/nodes/partnership.json"],
                    by: clock
                ).output
                found = try (Self.json(said)["expectations"]?.elements.map { $0 } ?? [])
                    .compactMap(Self.verdict)
                return found.count == 2
            }
            guard areJudged else { throw Trouble("not judged: \(said)") }
            return found.sorted { $0.due < $1.due }
        }

        private static func verdict(_ expectation: JSONNode) throws -> Verdict? {
            guard let from = expectation["from"]?.string, let due = expectation["due"]?.string,
                let missed = expectation["missed_at"]?.string
            else { return nil }
            return Verdict(
                from: try Instant(rfc3339: from), due: try Instant(rfc3339: due),
                missedAt: try Instant(rfc3339: missed))
        }

        /// Both who owed and who was owed heard once of each miss, and log time never went back.
        private func told(_ town: Town, _ clock: ShownClock, _ threads: [String]) async throws {
            for name in ["council", "police"] {
                let mail = try town.baton(
                    ["poll", "--json", "--node", "demo/nodes/\(name).json"], by: clock)
                let notices = try mail.output.split(separator: "\n").map {
                    try Self.json(String($0))
                }
                .filter { $0["type"]?.string?.contains("handoff.missed") == true }
                .compactMap { $0["txn"]?.string }
                #expect(notices.sorted() == (threads + threads).sorted(), "\(name): \(mail.output)")
            }
            try await Exchange.withHTTP { exchange in
                let log = try await PublicLog(Caller(try town.node(.police), over: exchange))
                let times = try log.times()
                #expect(times == times.sorted())
            }
        }

        private static func json(_ text: String) throws -> JSONNode {
            do {
                return try JSONDocument(parsing: Array(text.utf8), limits: .schema).root
            } catch { throw Trouble("no JSON: \(text)") }
        }
    }
}
