// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Foundation
import Glibc
import Safeguarding
import Wire

/// A broker whose log has so many entries.
struct GrownLog {
    /// How many entries it had when it was made.
    let level: Int
    private let arena: Arena
    private var course: Course
    private let yardstick: Yardstick
    /// Messages whose receipts are asked for, from anywhere in the log.
    private let asked: [String]

    /// Of how many messages receipts are asked for, however long the log: fewer in a short log would be
    /// found in the processor's caches, and a long one would seem to cost more than it does.
    private static let asking = 1_000

    /// How many are in flight at once.
    private static let inFlight = 64

    init(to level: Int, port: Int) throws {
        self.level = level
        arena = try Arena(port: port)
        yardstick = try Yardstick(.es256)
        _ = try arena.start()
        course = try Course(arena: arena, algorithms: [.es256])
        let step = max(1, level / (9 * Self.asking))
        let names = try course.store(level - Self.size(of: arena), keepingOneIn: step)
        asked = Array(names.shuffled().prefix(Self.asking))
    }

    func remove() { arena.remove() }

    /// What it costs to accept a message, which stays in its mailboxes: an entry each.
    ///
    /// In bare verifications, as measured just before and after.
    mutating func costOfAcceptance(_ messages: Int) throws -> Double {
        let place = Growth.Place(series: "accept", algorithm: .es256, inFlight: Self.inFlight)
        let before = try yardstick.microseconds()
        let cost = try course.costOfAcceptance(place, messages: messages)
        return cost / ((before + (try yardstick.microseconds())) / 2)
    }

    /// What a receipt costs, in bare verifications.
    func costOfReceipt(_ count: Int, query: String) throws -> Double {
        let questions = try questions(count, query)
        let meter = try arena.meter()
        let crowd = Crowd(port: arena.port, inFlight: Self.inFlight)
        let before = try yardstick.microseconds()
        let cpu = try meter.cpuMicroseconds()
        _ = try crowd.send(questions, expecting: 200)
        let cost = (try meter.cpuMicroseconds() - cpu) / Double(count)
        return cost / ((before + (try yardstick.microseconds())) / 2)
    }

    /// Says how long one asker waits for a receipt, which is its proof.
    func sayWaits() throws {
        for (series, query) in [("receipt", ""), ("receipt.newest", "?size=newest")] {
            let waits = try Crowd(port: arena.port, inFlight: 1)
                .send(try questions(Self.asking, query), expecting: 200)
            Report.say("log.\(series).p50", waits[waits.count / 2] / 1e3, "ms", level)
            Report.say("log.\(series).p99", waits[waits.count * 99 / 100] / 1e3, "ms", level)
        }
    }

    private func questions(_ count: Int, _ query: String) throws -> [[UInt8]] {
        let caller = try arena.caller(.school, now: Instant(seconds: Int64(time(nil))))
        return (0..<count).map { _ in
            caller.question("/receipts/\(asked.randomElement() ?? "")\(query)")
        }
    }

    /// What looks through the whole log: a mirror made anew, and `batond fsck` of a store at rest.
    func lookThrough() throws {
        let size = try Self.size(of: arena)
        try say("mirror", size) { try mirror() }
        try say("mirror.again", 1) { try mirror() }
        try arena.stop()
        try say("fsck", size) {
            _ = try arena.run(["fsck", "--config", "baton.yaml"], of: "batond")
        }
        let bytes = Double(try arena.storeBytes())
        Report.say("log.disk.per_message", bytes / Double(course.count), "bytes", level)
        Report.say("log.start.ready", try arena.start() / 1e6, "s", level)
    }

    private func mirror() throws {
        _ = try arena.run(["log", "mirror", "mirror", "--node", "nodes/partnership.json"])
    }

    private func say(_ what: String, _ entries: Int, _ work: () throws -> Void) throws {
        let start = wallMicroseconds()
        try work()
        let seconds = (wallMicroseconds() - start) / 1e6
        Report.say("log.\(what).wall", seconds, "s", level)
        if entries > 1 {
            Report.say("log.\(what).throughput", Double(entries) / seconds, "entries/s", level)
        }
    }

    /// How many entries the log has, by its checkpoint.
    private static func size(of arena: Arena) throws -> Int {
        let request = "GET /log/checkpoint HTTP/1.1\r\nHost: localhost\r\n\r\n"
        let answer = try Connection(port: arena.port).exchange(Array(request.utf8))
        let lines = String(decoding: answer.body, as: UTF8.self).split(separator: "\n")
        guard answer.status == 200, lines.count > 1, let size = Int(lines[1]) else {
            throw BenchFailure.answer(String(decoding: answer.body, as: UTF8.self))
        }
        return size
    }
}
