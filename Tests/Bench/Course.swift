// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Glibc
import Safeguarding

/// The measurements against one daemon, which stores ever more.
struct Course {
    private let arena: Arena
    private let scale: Scale
    /// What each measurement cost, for the growth from one number of stored messages to the next.
    private(set) var growth = Growth()
    /// How many messages were sent so far, and the bytes of their tokens.
    private(set) var count = 0
    private(set) var bytes = 0

    /// The three that receive every referral of the bench.
    private static let readers: [DemoAgency.Role] = [.police, .council, .health]

    /// How many messages are stored in one go: as many as are signed ahead in memory.
    private static let batch = 10_000

    init(arena: Arena, algorithms: [BenchAlgorithm]) throws {
        self.arena = arena
        scale = try Scale(algorithms)
    }

    /// Stores messages until there are so many, every copy taken and acknowledged; says how long it
    /// took, the signing of them too.
    mutating func fill(to level: Int) throws {
        let start = wallMicroseconds()
        while count < level {
            try travel(try letters(min(Self.batch, level - count), .es256), 64)
        }
        Report.say("fill", (wallMicroseconds() - start) / 1e6, "s", level)
    }

    /// Stores so many messages and leaves them in their mailboxes: an entry of the log each.
    ///
    /// Gives the `jti` of one in so many.
    mutating func store(_ count: Int, keepingOneIn step: Int) throws -> [String] {
        var kept: [String] = []
        var left = count
        while left > 0 {
            let letters = try letters(min(Self.batch, left), .es256)
            _ = try Crowd(port: try arena.entrance(.school), inFlight: 64).post(letters.requests)
            kept += stride(from: 0, to: letters.names.count, by: step).map { letters.names[$0] }
            left -= letters.names.count
        }
        return kept
    }

    /// What it costs to accept a message: proved, validated, routed to three, logged, synced.
    mutating func acceptance(_ place: Growth.Place, messages: Int, stored: Int) throws {
        let letters = try letters(messages, place.algorithm)
        let meter = try arena.meter()
        let before = try scale.units()
        let (cpu, wall) = (try meter.cpuMicroseconds(), wallMicroseconds())
        let crowd = Crowd(port: try arena.entrance(.school), inFlight: place.inFlight)
        let waits = try crowd.post(letters.requests)
        let (spent, passed) = (try meter.cpuMicroseconds() - cpu, wallMicroseconds() - wall)
        try say(place, spent / Double(messages), before, stored)
        Report.say("\(place).rate", Double(messages) / passed * 1e6, "1/s", stored)
        Report.say("\(place).p50", waits[waits.count / 2] / 1e3, "ms", stored)
        Report.say("\(place).p99", waits[waits.count * 99 / 100] / 1e3, "ms", stored)
        try read(messages)
    }

    /// The daemon's CPU time to accept a message, in microseconds; the copies stay in their mailboxes.
    mutating func costOfAcceptance(_ place: Growth.Place, messages: Int) throws -> Double {
        let letters = try letters(messages, place.algorithm)
        let meter = try arena.meter()
        let cpu = try meter.cpuMicroseconds()
        let crowd = Crowd(port: try arena.entrance(.school), inFlight: place.inFlight)
        _ = try crowd.post(letters.requests)
        return (try meter.cpuMicroseconds() - cpu) / Double(messages)
    }

    /// What the whole unit of work costs: accepted, and each of three copies polled and acknowledged.
    mutating func wholeWork(_ place: Growth.Place, messages: Int, stored: Int) throws {
        let letters = try letters(messages, place.algorithm)
        let meter = try arena.meter()
        let before = try scale.units()
        let cpu = try meter.cpuMicroseconds()
        try travel(letters, place.inFlight)
        let spent = try meter.cpuMicroseconds() - cpu
        try say(place, spent / Double(messages), before, stored)
    }

    /// Says what a message cost, in microseconds and in bare verifications: ES256 always, and the
    /// algorithm's own.
    private mutating func say(
        _ place: Growth.Place, _ cost: Double, _ before: [Scale.Unit], _ stored: Int
    ) throws {
        for unit in scale.mean(before, try scale.units()) {
            if unit.algorithm == .es256 { growth.note(place, cost / unit.microseconds, stored) }
            if unit.algorithm == .es256 || unit.algorithm == place.algorithm {
                let name = unit.algorithm.rawValue
                Report.say(
                    "\(place).per_\(name)", cost / unit.microseconds, "verifications", stored)
                Report.say("verification.\(name)", unit.microseconds, "us", stored)
            }
        }
        Report.say("\(place).cpu", cost, "us", stored)
    }

    /// Posts while three agencies poll, until each has had and acknowledged everything.
    private func travel(_ letters: Letters, _ inFlight: Int) throws {
        let crowd = Crowd(port: try arena.entrance(.school), inFlight: inFlight)
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
    func read(_ messages: Int) throws {
        let readers = try readers()
        try Workers.run(readers.count) { try readers[$0].take(messages) }
    }

    private func readers() throws -> [Reader] {
        try Self.readers.map {
            Reader(caller: try arena.caller($0, now: Self.now))
        }
    }

    private mutating func letters(_ count: Int, _ algorithm: BenchAlgorithm) throws -> Letters {
        let sender = try arena.sender(algorithm, now: Self.now)
        // Health subscribes to referrals; of other types it is a recipient by being addressed.
        let isReferral = arena.type == "referral.made"
        let recipients = ([.police, .council] + (isReferral ? [] : [DemoAgency.Role.health]))
            .map(\.uri)
        let letters = try Letters(count, from: sender, to: recipients, now: Self.now)
        self.count += count
        bytes += letters.tokenBytes
        return letters
    }

    private static var now: Instant { Instant(seconds: Int64(time(nil))) }
}
