// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Glibc

/// How long a simulated year takes, from its plan to its report, as anybody would run it.
struct YearBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "year",
        abstract: "Measures a simulated year: wall time and CPU time of `baton simulate`.")

    @Option(help: "How the place works: sunderland-2015, sunderland-2025 or clean.")
    var profile = "sunderland-2015"

    @Option(help: "The seed of chance.")
    var seed: UInt64 = 7

    @Option(help: "How many months, from 1 to 12.")
    var months = 12

    func run() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "baton-bench-year-\(getpid())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let (wall, before) = (wallMicroseconds(), childrenMicroseconds())
        try simulate(into: folder)
        let (passed, used) = (wallMicroseconds() - wall, childrenMicroseconds() - before)
        Report.say("year.wall", passed / 1e6, "s", months)
        Report.say("year.cpu", used / 1e6, "s", months)
    }

    private func simulate(into folder: URL) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appending(path: "baton")
        process.arguments = [
            "simulate", "--profile", profile, "--seed", String(seed), "--months", String(months),
            "--out", folder.path,
        ]
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw BenchFailure.daemon("baton simulate ended with \(process.terminationStatus)")
        }
    }
}

/// CPU time of the processes that this one started and that ended, in the kernel too, in microseconds.
private func childrenMicroseconds() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
    return [usage.ru_utime, usage.ru_stime].reduce(0) {
        $0 + Double($1.tv_sec) * 1e6 + Double($1.tv_usec)
    }
}
