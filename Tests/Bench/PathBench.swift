// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation

/// What the two hot paths cost: acceptance, and the whole unit of work.
///
/// A cost is the daemon's CPU time by the kernel's count, given as a
/// ratio to one bare ES256 verification measured just before and after, for RS256 also to one of its
/// own. Fails when a cost grew by more than 10 % from the first number of stored messages to the last.
struct PathBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "path", abstract: "Measures acceptance and the whole unit of work.")

    @Option(help: "How many messages are stored before each series, one after the other.")
    var stored: [Int] = [10_000, 300_000]

    @Option(help: "How many messages a measurement sends.")
    var messages = 20_000

    @Option(help: "With what the sender signs, one series each: ES256, RS256.")
    var algorithm: [BenchAlgorithm] = BenchAlgorithm.allCases

    @Option(help: "The event type that is sent: one that may open a thread.")
    var type = "referral.made"

    @Option(help: "How many are in flight at once, one series each.")
    var inFlight: [Int] = [1, 16, 64]

    @Option(help: "What to measure: accept, whole.")
    var series: [String] = ["accept", "whole"]

    @Option(help: "A free port; the next one must be free too.")
    var port = 18_470

    func run() throws {
        let arena = try Arena(port: port, type: type, algorithms: algorithm)
        defer { arena.remove() }
        _ = try arena.start()
        var course = try Course(arena: arena, algorithms: algorithm)
        for level in stored {
            try course.fill(to: level)
            try restart(arena, course, at: level)
            for algorithm in algorithm {
                for inFlight in inFlight {
                    try measure(&course, algorithm, inFlight, at: level)
                }
            }
            Report.say("memory.peak", Double(try arena.meter().peakBytes()) / 1e6, "MB", level)
        }
        try arena.stop()
        try sayDisk(arena, course)
        let tooMuch = course.growth.tell()
        guard tooMuch.isEmpty else {
            throw BenchFailure.growth(
                "grew by more than \(Growth.limit) %: \(tooMuch.joined(separator: "; "))")
        }
    }

    private func measure(
        _ course: inout Course, _ algorithm: BenchAlgorithm, _ inFlight: Int, at level: Int
    ) throws {
        let messages = scaled(inFlight)
        for name in series {
            let place = Growth.Place(series: name, algorithm: algorithm, inFlight: inFlight)
            switch name {
            case "accept": try course.acceptance(place, messages: messages, stored: level)
            case "whole": try course.wholeWork(place, messages: messages, stored: level)
            default: throw ValidationError("There is no series `\(name)`: write accept or whole")
            }
        }
    }

    /// One at a time is slow: a tenth of the messages says as much.
    private func scaled(_ inFlight: Int) -> Int { inFlight == 1 ? messages / 10 : messages }

    private func restart(_ arena: Arena, _ course: Course, at level: Int) throws {
        try arena.stop()
        try sayDisk(arena, course)
        let ready = try arena.start()
        Report.say("start.ready", ready / 1e6, "s", level)
        Report.say("memory.idle", Double(try arena.meter().residentBytes()) / 1e6, "MB", level)
    }

    /// Of a daemon that stopped: everything is in one file.
    private func sayDisk(_ arena: Arena, _ course: Course) throws {
        let stored = Double(try arena.storeBytes())
        Report.say("disk.per_message", stored / Double(course.count), "bytes", course.count)
        Report.say("disk.per_message_byte", stored / Double(course.bytes), "ratio", course.count)
    }
}
