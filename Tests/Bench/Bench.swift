// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Glibc

/// Measures the built daemon over loopback HTTP: real signatures, distinct messages, fsync on.
///
/// Prints one JSON object a line.
@main
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures the built daemon; one JSON object a line.",
        subcommands: [
            PathBench.self, RulesBench.self, RoadBench.self, AuditBench.self, LogBench.self,
            YearBench.self,
        ],
        defaultSubcommand: PathBench.self)
}

/// One line of the report.
enum Report {
    static func say(_ measure: String, _ value: Double, _ unit: String, _ n: Int) {
        let rounded = (value * 1_000).rounded() / 1_000
        print("{\"measure\":\"\(measure)\",\"value\":\(rounded),\"unit\":\"\(unit)\",\"n\":\(n)}")
        fflush(nil)
    }
}
