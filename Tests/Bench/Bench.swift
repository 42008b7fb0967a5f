// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import ArgumentParser
import Foundation
import Glibc
import Safeguarding
import Synchronization

/// Measures the built daemon over loopback HTTP: real signatures, distinct messages, fsync on.
///
/// Prints one JSON object a line. A cost is the daemon's CPU time by the kernel's count, given as a
/// ratio to one bare ES256 verification measured just before and after.
@main
struct Bench: ParsableCommand {
    @Option(help: "How many messages are stored before each series, one after the other.")
    var stored: [Int] = [10_000, 300_000]

    @Option(help: "How many messages a measurement sends.")
    var messages = 4_000

    @Option(help: "How many are in flight at once, one series each.")
    var inFlight: [Int] = [1, 16, 64]

    @Option(help: "A free port; the next one must be free too.")
    var port = 18_470

    func run() throws {
        let programs = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent()
        let arena = try Arena(programs: programs, port: port)
        defer { arena.remove() }
        _ = try arena.start()
        var course = try Course(arena: arena)
        for level in stored {
            try course.fill(to: level)
            try restart(arena, at: level)
            for inFlight in inFlight {
                try course.acceptance(inFlight, messages: scaled(inFlight), stored: level)
                try course.wholeWork(inFlight, messages: scaled(inFlight), stored: level)
            }
            Report.say("memory.peak", Double(try arena.meter().peakBytes()) / 1e6, "MB", level)
        }
        try arena.stop()
        let ratio = Double(try arena.storeBytes()) / Double(course.bytes)
        Report.say("disk.per_message_byte", ratio, "ratio", course.count)
    }

    /// One at a time is slow: a quarter of the messages says as much.
    private func scaled(_ inFlight: Int) -> Int { inFlight == 1 ? messages / 4 : messages }

    private func restart(_ arena: Arena, at level: Int) throws {
        try arena.stop()
        let ready = try arena.start()
        Report.say("start.ready", ready / 1e6, "s", level)
        Report.say("memory.idle", Double(try arena.meter().residentBytes()) / 1e6, "MB", level)
    }
}

/// One line of the report.
enum Report {
    static func say(_ measure: String, _ value: Double, _ unit: String, _ n: Int) {
        let rounded = (value * 1_000).rounded() / 1_000
        print("{\"measure\":\"\(measure)\",\"value\":\(rounded),\"unit\":\"\(unit)\",\"n\":\(n)}")
        fflush(nil)
    }
}
