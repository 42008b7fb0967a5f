// SPDX-License-Identifier: Apache-2.0

package import Logging

/// Writes each log message as one line of `key=value` pairs.
///
/// On a terminal or in a file a line begins with the time and the level. Under systemd the journal
/// knows the time, and the level stands before the line as `<5>` (sd-daemon(3)). What others wrote
/// is quoted, so that it can neither end the line nor pass for a pair of its own.
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
        var pairs = [("msg", event.message.description)]
        if let error = event.error { pairs.append(("error", "\(error)")) }
        let all = metadata.merging(event.metadata ?? [:]) { _, own in own }
        pairs += all.sorted { $0.key < $1.key }.map { ($0.key, $0.value.description) }
        output.write(event.level, pairs.map { "\($0.quotedKey)=\($1.quotedValue)" })
    }
}

extension String {
    /// A key without what would end it.
    fileprivate var quotedKey: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.isPlain ? $0 : "_" }))
    }

    /// A value, in quotation marks where it is not one plain word.
    fileprivate var quotedValue: String {
        if !isEmpty, unicodeScalars.allSatisfy(\.isPlain) { return self }
        var quoted = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case _ where scalar.isControl: quoted += "\\u{\(String(scalar.value, radix: 16))}"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

extension Unicode.Scalar {
    /// Whether the scalar stands for itself outside quotation marks.
    fileprivate var isPlain: Bool {
        !isControl && self != " " && self != "=" && self != "\"" && self != "\\"
    }

    /// Whether a terminal or a line reader would act on the scalar.
    fileprivate var isControl: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
