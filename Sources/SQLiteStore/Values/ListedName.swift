// SPDX-License-Identifier: Apache-2.0

import Ledger
import Wire

/// What a line of the list outside the store names.
enum ListedName: Sendable, Hashable {
    /// A message that was purged.
    case message(PurgedName)
    /// An entry whose facts and parts were purged.
    case facts(ForgottenName)
    /// A thread that a partnership holds, or does no more.
    case hold(HeldName)

    /// The line.
    var line: [UInt8] {
        switch self {
        case .message(let name): name.line
        case .facts(let name): name.line
        case .hold(let name): name.line
        }
    }

    /// Reads a line; nil when it is none.
    init?(line: [UInt8]) {
        if let name = PurgedName(line: line) {
            self = .message(name)
        } else if let name = ForgottenName(line: line) {
            self = .facts(name)
        } else if let name = HeldName(line: line) {
            self = .hold(name)
        } else {
            return nil
        }
    }
}

/// What the list outside the store says of an entry whose facts were purged: its leaf, which is public.
struct ForgottenName: Sendable, Hashable {
    /// The entry.
    let entry: Int64
    /// What its leaf commits to: another log has another leaf in that place.
    let commitment: [UInt8]

    init(entry: Int64, commitment: [UInt8]) {
        self.entry = entry
        self.commitment = commitment
    }

    /// A line of the list.
    var line: [UInt8] {
        let json: JSONValue = [
            "entry": .integer(entry), "facts": .string(Base64URL.encode(commitment)),
        ]
        return json.canonical + [UInt8(ascii: "\n")]
    }

    /// Reads a line; nil when it is none.
    init?(line: [UInt8]) {
        guard let node = try? JSONDocument(parsing: line, limits: .kept).root,
            let entry = node["entry"]?.integer, entry >= 0,
            let commitment = node["facts"]?.string.flatMap({ try? Base64URL.decode($0) })
        else { return nil }
        self.init(entry: entry, commitment: commitment)
    }
}
