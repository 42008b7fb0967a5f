// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import ArgumentParser
import Foundation
import Glibc
import Safeguarding
import Wire

/// What the log costs as it grows: acceptance and receipts, and what looks through the whole of it.
///
/// Fails when acceptance or a receipt costs over 10 % more at the last number of entries than at the
/// first, in bare verifications.
struct LogBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Measures acceptance, receipts, mirrors and fsck over a log that grows.")

    @Option(help: "How many entries the log has before each series, one after the other.")
    var entries: [Int] = [10_000, 100_000, 1_000_000]

    @Option(help: "How many messages a round sends, and how many receipts it asks for.")
    var messages = 5_000

    @Option(help: "How many rounds there are; the middle one is told.")
    var rounds = 3

    @Option(help: "A free port; the next one must be free too.")
    var port = 18_470

    /// Of how many messages one may be asked for later: the receipts are of the whole log.
    private static let step = 9

    /// Of how many messages receipts are asked for, however long the log: fewer in a short log would be
    /// found in the processor's caches, and a long one would seem to cost more than it does.
    private static let asked = 1_000

    /// How many are in flight at once.
    private static let inFlight = 64

    func run() throws {
        let arena = try Arena(port: port)
        defer { arena.remove() }
        _ = try arena.start()
        var course = try Course(arena: arena, algorithms: [.es256])
        var growth = Growth()
        var names: [String] = []
        for level in entries {
            let missing = level - (try size(of: arena))
            names += try course.store(max(missing, Self.step), keepingOneIn: Self.step)
            try accept(&course, &growth, at: level)
            let asked = Array(names.shuffled().prefix(Self.asked))
            try prove(arena, asked, "receipt", "", &growth, at: level)
            try prove(arena, asked, "receipt.newest", "?size=newest", &growth, at: level)
            try lookThrough(arena, course, at: level)
        }
        let tooMuch = growth.tell()
        guard tooMuch.isEmpty else {
            throw BenchFailure.growth(
                "grew by more than \(Growth.limit) %: \(tooMuch.joined(separator: "; "))")
        }
    }

    /// What acceptance costs, in bare verifications.
    private func accept(_ course: inout Course, _ growth: inout Growth, at level: Int) throws {
        let place = Growth.Place(series: "accept", algorithm: .es256, inFlight: Self.inFlight)
        let cost = try middle { try course.costOfAcceptance(place, messages: messages) }
        growth.note(place, cost, level)
        Report.say("log.\(place).per_ES256", cost, "verifications", level)
    }

    /// What a receipt costs, in bare verifications, and how long one asker waits for one.
    private func prove(
        _ arena: Arena, _ names: [String], _ series: String, _ query: String,
        _ growth: inout Growth, at level: Int
    ) throws {
        let place = Growth.Place(series: series, algorithm: .es256, inFlight: Self.inFlight)
        let caller = try arena.caller(.school, now: Instant(seconds: Int64(time(nil))))
        let questions = (0..<messages).map { _ in
            caller.question("/receipts/\(names.randomElement() ?? "")\(query)")
        }
        let meter = try arena.meter()
        let crowd = Crowd(port: arena.port, inFlight: Self.inFlight)
        let cost = try middle {
            let before = try meter.cpuMicroseconds()
            _ = try crowd.send(questions, expecting: 200)
            return (try meter.cpuMicroseconds() - before) / Double(messages)
        }
        growth.note(place, cost, level)
        Report.say("log.\(place).per_ES256", cost, "verifications", level)
        let alone = try Crowd(port: arena.port, inFlight: 1)
            .send(Array(questions.prefix(messages / 10)), expecting: 200)
        Report.say("log.\(series).p50", alone[alone.count / 2] / 1e3, "ms", level)
        Report.say("log.\(series).p99", alone[alone.count * 99 / 100] / 1e3, "ms", level)
    }

    /// The middle of some rounds, each held against bare verifications just before and after it.
    private func middle(of round: () throws -> Double) throws -> Double {
        let yardstick = try Yardstick(.es256)
        let costs = try (0..<rounds).map { _ in
            let before = try yardstick.microseconds()
            let cost = try round()
            return cost / ((before + (try yardstick.microseconds())) / 2)
        }
        return costs.sorted()[rounds / 2]
    }

    /// What looks through the whole log: a mirror made anew, and `batond fsck` of a store at rest.
    private func lookThrough(_ arena: Arena, _ course: Course, at level: Int) throws {
        let size = try size(of: arena)
        let folder = "mirror-\(level)"
        try say("mirror", size, level) {
            _ = try arena.run(["log", "mirror", folder, "--node", "nodes/partnership.json"])
        }
        try say("mirror.again", 1, level) {
            _ = try arena.run(["log", "mirror", folder, "--node", "nodes/partnership.json"])
        }
        try FileManager.default.removeItem(at: arena.folder.appending(path: folder))
        try arena.stop()
        try say("fsck", size, level) {
            _ = try arena.run(["fsck", "--config", "baton.yaml"], of: "batond")
        }
        let bytes = Double(try arena.storeBytes())
        Report.say("log.disk.per_message", bytes / Double(course.count), "bytes", level)
        Report.say("log.start.ready", try arena.start() / 1e6, "s", level)
    }

    private func say(
        _ what: String, _ entries: Int, _ level: Int, _ work: () throws -> Void
    ) throws {
        let start = wallMicroseconds()
        try work()
        let seconds = (wallMicroseconds() - start) / 1e6
        Report.say("log.\(what).wall", seconds, "s", level)
        if entries > 1 {
            Report.say("log.\(what).throughput", Double(entries) / seconds, "entries/s", level)
        }
    }

    /// How many entries the log has, by its checkpoint.
    private func size(of arena: Arena) throws -> Int {
        let request = "GET /log/checkpoint HTTP/1.1\r\nHost: localhost\r\n\r\n"
        let answer = try Connection(port: arena.port).exchange(Array(request.utf8))
        let lines = String(decoding: answer.body, as: UTF8.self).split(separator: "\n")
        guard answer.status == 200, lines.count > 1, let size = Int(lines[1]) else {
            throw BenchFailure.answer(String(decoding: answer.body, as: UTF8.self))
        }
        return size
    }
}
