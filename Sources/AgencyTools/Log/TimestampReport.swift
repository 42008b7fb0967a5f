// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Signing
import Wire

/// What was found of the tokens of a log, a line each.
struct TimestampReport {
    /// Whether the signatures of those that were checked are of authorities that are trusted.
    let areTrusted: Bool
    private var lines: [Line] = []

    private struct Line {
        let token: PublishedTimestamp
        let time: Instant
        let standing: String
    }

    /// Begins.
    init(areTrusted: Bool) { self.areTrusted = areTrusted }

    /// Adds a token.
    ///
    /// - Parameter isChecked: false for one that renews tokens which were not read.
    mutating func add(_ token: PublishedTimestamp, _ info: TimestampInfo, isChecked: Bool) {
        let standing =
            !isChecked ? "not_checked" : areTrusted ? "signature_verified" : "imprint_verified"
        lines.append(
            Line(
                token: token, time: Instant(milliseconds: info.genTimeMilliseconds),
                standing: standing))
    }

    /// As a person reads it.
    var table: TextTable {
        var table = TextTable(["number", "what", "stamped at (UTC)", "authority", "standing"])
        for line in lines {
            let tone: TextTable.Tone = line.standing == "not_checked" ? .faint : .good
            table.add([
                .init("\(line.token.number)"), .init(line.token.subject.words),
                .init(line.time.rfc3339), .init(line.token.authority),
                .init(line.standing.replacing("_", with: " "), tone),
            ])
        }
        return table
    }

    /// As a program reads it.
    var json: JSONValue {
        .array(
            lines.map { line in
                [
                    "number": .integer(line.token.number),
                    "what": .string(line.token.subject.words),
                    "at": .string(line.time.rfc3339),
                    "authority": .string(line.token.authority),
                    "standing": .string(line.standing),
                ]
            })
    }
}

extension PublishedTimestamp.Subject {
    fileprivate var words: String {
        switch self {
        case .checkpoint(let size, _): "checkpoint of \(size)"
        case .tokens(let numbers): "tokens \(numbers.lowerBound) to \(numbers.upperBound)"
        }
    }
}
