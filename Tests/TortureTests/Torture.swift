// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Programs
import Testing

/// What is done to a running daemon, one thing at a time.
///
/// Every suite stands in this one. Each has a short form, which `make test` runs, and a long one,
/// which `make torture` does; what comes out must be the same.
@Suite(.serialized) struct Torture {
    /// Whether the long forms are asked for.
    static let isLong = ProcessInfo.processInfo.environment["BATON_TORTURE"] == "1"

    /// How often something is done.
    static func rounds(short: Int, long: Int) -> Int { isLong ? long : short }

    /// Says a figure that is worth a line, and asserts nothing.
    static func report(_ line: String) { print("torture \(line)") }

    /// What a test needs of the machine and of whoever runs it; what is missing is told in a line.
    static func lacks(tools: String..., root: Bool = false) -> String? {
        let missing = tools.filter { Program.installed($0) == nil }
        guard missing.isEmpty else { return "not installed: \(missing.joined(separator: ", "))" }
        return root && geteuid() != 0 ? "only root may mount" : nil
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips what the machine cannot do, and says in the line of the test why.
    static func possible(unless lack: String?) -> Self {
        .enabled(if: lack == nil, "\(lack ?? "")")
    }
}

/// What chance decides, the same again for the same seed (SplitMix64).
struct Dice: RandomNumberGenerator {
    /// `BATON_SEED`, else one of this run.
    static let seed =
        ProcessInfo.processInfo.environment["BATON_SEED"].flatMap { UInt64($0) }
        ?? UInt64.random(in: 0..<1_000_000)
    private var state: UInt64

    /// Dice for one test, whose name makes them its own.
    init(for name: String) {
        state = name.utf8.reduce(Self.seed &+ 0xCBF2_9CE4_8422_2325) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01B3
        }
        Torture.report("\(name): BATON_SEED=\(Self.seed)")
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Time that passes on its own; the only place where tests sleep.
///
/// A process that is killed at a random moment, or frozen, has no clock that a test could set.
enum Wait {
    static func milliseconds(_ count: Int) async throws {
        try await Task.sleep(for: .milliseconds(count))
    }

    /// Looks again and again until something is so; false when it is not within the time.
    static func until(
        _ seconds: Double, _ isSo: () throws -> Bool
    ) async throws -> Bool {
        let end = Monotonic.now + seconds
        while try !isSo() {
            guard Monotonic.now < end else { return false }
            try await milliseconds(5)
        }
        return true
    }
}

/// The clock that is never set, in seconds: the one that the write log of a disk goes by too.
enum Monotonic {
    static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
