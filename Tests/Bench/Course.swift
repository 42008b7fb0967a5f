// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Glibc
import Safeguarding

/// The measurements against one daemon, which stores ever more.
struct Course {
    private let arena: Arena
    private let yardstick: Yardstick
    /// How many messages were sent so far, and the bytes of their tokens.
    private(set) var count = 0
    private(set) var bytes = 0

    /// The three that receive every referral of the bench.
    private static let readers: [DemoAgency.Role] = [.police, .council, .health]

    init(arena: Arena) throws {
        self.arena = arena
        yardstick = try Yardstick()
    }

    /// Stores messages until there are so many, every copy taken and acknowledged.
    mutating func fill(to level: Int) throws {
        while count < level {
            let batch = min(10_000, level - count)
            try travel(try letters(batch), 64)
        }
    }

    /// What it costs to accept a message: proved, validated, routed to three, logged, synced.
    mutating func acceptance(_ inFlight: Int, messages: Int, stored: Int) throws {
        let letters = try letters(messages)
        let meter = try arena.meter()
        let before = try yardstick.microseconds()
        let (cpu, wall) = (try meter.cpuMicroseconds(), wallMicroseconds())
        let waits = try Crowd(port: arena.port, inFlight: inFlight).post(letters.requests)
        let (spent, passed) = (try meter.cpuMicroseconds() - cpu, wallMicroseconds() - wall)
        let unit = (before + (try yardstick.microseconds())) / 2
        let name = "accept.\(inFlight)"
        Report.say(name, spent / Double(messages) / unit, "verifications", stored)
        Report.say("\(name).cpu", spent / Double(messages), "us", stored)
        Report.say("\(name).rate", Double(messages) / passed * 1e6, "1/s", stored)
        Report.say("\(name).p50", waits[waits.count / 2] / 1e3, "ms", stored)
        Report.say("\(name).p99", waits[waits.count * 99 / 100] / 1e3, "ms", stored)
        Report.say("verification", unit, "us", stored)
        try read(messages)
    }

    /// What the whole unit of work costs: accepted, and each of three copies polled and acknowledged.
    mutating func wholeWork(_ inFlight: Int, messages: Int, stored: Int) throws {
        let letters = try letters(messages)
        let meter = try arena.meter()
        let before = try yardstick.microseconds()
        let cpu = try meter.cpuMicroseconds()
        try travel(letters, inFlight)
        let spent = try meter.cpuMicroseconds() - cpu
        let unit = (before + (try yardstick.microseconds())) / 2
        let name = "whole.\(inFlight)"
        Report.say(name, spent / Double(messages) / unit, "verifications", stored)
        Report.say("\(name).cpu", spent / Double(messages), "us", stored)
    }

    /// Posts while three agencies poll, until each has had and acknowledged everything.
    private func travel(_ letters: Letters, _ inFlight: Int) throws {
        let crowd = Crowd(port: arena.port, inFlight: inFlight)
        let readers = try readers()
        try Workers.run(1 + readers.count) { number in
            if number == 0 {
                _ = try crowd.post(letters.requests)
            } else {
                try readers[number - 1].take(letters.requests.count)
            }
        }
    }

    /// Empties the mailboxes of what was sent.
    private func read(_ messages: Int) throws {
        let readers = try readers()
        try Workers.run(readers.count) { try readers[$0].take(messages) }
    }

    private func readers() throws -> [Reader] {
        try Self.readers.map {
            Reader(caller: try Caller(try arena.node($0), port: arena.port, now: Self.now))
        }
    }

    private mutating func letters(_ count: Int) throws -> Letters {
        let sender = try arena.sender(algorithm: "ES256", now: Self.now)
        let recipients = [DemoAgency.Role.police, .council].map(\.uri)
        let letters = try Letters(count, from: sender, to: recipients, now: Self.now)
        self.count += count
        bytes += letters.tokenBytes
        return letters
    }

    private static var now: Instant { Instant(seconds: Int64(time(nil))) }
}
