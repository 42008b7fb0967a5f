// SPDX-License-Identifier: Apache-2.0

import Logging

/// One thing that is logged: how urgent it is, what it says, and what goes with it.
struct LogLine: Sendable {
    let level: Logger.Level
    /// The message; the same words for the same kind of event, always.
    let message: String
    /// What goes with it, in the order in which it is shown.
    let pairs: [(key: String, value: String)]

    /// As `key=value` pairs on one line.
    ///
    /// What others wrote is quoted, so that it can neither end the line nor pass for a pair of its
    /// own.
    var text: String { ([("msg", message)] + pairs).map(Self.pair).joined(separator: " ") }

    /// For people: the message, then the pairs.
    var sentence: String { ([message] + pairs.map(Self.pair)).joined(separator: " ") }

    private static func pair(_ pair: (key: String, value: String)) -> String {
        "\(pair.key.quotedKey)=\(pair.value.quotedValue)"
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
