// SPDX-License-Identifier: Apache-2.0

package import Logging

/// Writes each log message as one line of `key=value` pairs.
///
/// On a terminal or in a file a line begins with the time and the level. Under systemd it goes to
/// the journal as fields; where the journal does not take it, the level stands before the line as
/// `<5>` (sd-daemon(3)).
package struct LineLogHandler: LogHandler {
    /// What is less urgent is not written.
    package var logLevel: Logger.Level
    /// Pairs that every line carries.
    package var metadata: Logger.Metadata = [:]
    private let output: LogOutput

    /// Writes to an output.
    package init(_ output: LogOutput, level: Logger.Level = .info) {
        self.output = output
        logLevel = level
    }

    /// One of the pairs that every line carries.
    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes a line.
    package func log(event: LogEvent) {
        let error = event.error.map { [(key: "error", value: "\($0)")] } ?? []
        let all = metadata.merging(event.metadata ?? [:]) { _, own in own }
        let pairs = all.sorted { $0.key < $1.key }.map { (key: $0.key, value: "\($0.value)") }
        output.write(
            LogLine(level: event.level, message: "\(event.message)", pairs: error + pairs))
    }
}
