// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// What `batond check` tells: every fault and warning, or that the configuration is good.
package struct CheckReport: Sendable, Hashable {
    /// For standard output.
    package let answers: [String]
    /// For standard error.
    package let complaints: [String]
    /// With which the command ends.
    package let exit: Program.Exit

    /// Tells why there is nothing to read with.
    init(_ error: DataNotFound) {
        (answers, complaints, exit) = ([], [error.description], .configuration)
    }

    /// Reads a configuration and all that it names.
    package init(_ file: ConfigurationFile, now: Instant) {
        do throws(SourceFaults) {
            let configuration = try file.read(now: now)
            let lapsed = configuration.lapsed
            complaints = configuration.warnings.map {
                lapsed.contains($0) ? $0.description : "\($0) (warning)"
            }
            answers = lapsed.isEmpty ? ["configuration is good: \(configuration.summary)"] : []
            exit = lapsed.isEmpty ? .success : .configuration
        } catch {
            complaints = error.faults.map(\.description)
            answers = []
            exit = .configuration
        }
    }
}
