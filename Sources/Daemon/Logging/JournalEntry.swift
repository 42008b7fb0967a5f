// SPDX-License-Identifier: Apache-2.0

import Logging

/// A log line as the journal keeps it, in fields of their own (systemd's native journal protocol).
///
/// `journalctl BATON_ORIGIN=… MESSAGE_ID=…` finds by them. They hold what the line holds and nothing
/// more: no payload, no `jti`, nobody's name.
struct JournalEntry: Sendable {
    /// The most bytes of one field's value; what is longer is cut, and says so.
    static let mostValueBytes = 8 << 10
    /// The most fields of a line's own; with the longest values they still make one datagram.
    static let mostFields = 12

    private let fields: [(name: String, value: String)]

    /// Words a line.
    init(_ line: LogLine) {
        var fields = [
            ("MESSAGE", line.sentence), ("PRIORITY", "\(line.level.priority)"),
            ("SYSLOG_IDENTIFIER", "batond"),
        ]
        if let kind = JournalKind(rawValue: line.message) { fields.append(("MESSAGE_ID", kind.id)) }
        fields += line.pairs.prefix(Self.mostFields).map { (Self.name($0.key), $0.value) }
        self.fields = fields
    }

    /// Words a line that is one already.
    init(_ level: Logger.Level, verbatim text: String) {
        fields = [
            ("MESSAGE", text), ("PRIORITY", "\(level.priority)"), ("SYSLOG_IDENTIFIER", "batond"),
        ]
    }

    /// The datagram: `NAME=value`, or the name, the length and the value where that holds a line end.
    var bytes: [UInt8] {
        fields.flatMap { field -> [UInt8] in
            let value = Self.cut(Array(field.value.utf8))
            guard value.contains(UInt8(ascii: "\n")) else {
                return Array("\(field.name)=".utf8) + value + [UInt8(ascii: "\n")]
            }
            let length = withUnsafeBytes(of: UInt64(value.count).littleEndian) { Array($0) }
            return Array("\(field.name)\n".utf8) + length + value + [UInt8(ascii: "\n")]
        }
    }

    private static func cut(_ value: [UInt8]) -> [UInt8] {
        guard value.count > mostValueBytes else { return value }
        return value.prefix(mostValueBytes) + Array(" … (\(value.count) bytes)".utf8)
    }

    /// `BATON_` and the key in capital letters; the journal takes letters, digits and underscores.
    private static func name(_ key: String) -> String {
        let letters = key.uppercased().unicodeScalars.map { scalar in
            ("A"..."Z") ~= scalar || ("0"..."9") ~= scalar ? Character(scalar) : "_"
        }
        return "BATON_" + String(letters.prefix(50))
    }
}

/// Kinds of events that an operator looks for, by their words; each has an identifier for ever.
enum JournalKind: String, Sendable, CaseIterable {
    case serves = "the broker serves"
    case stops = "the broker stops"
    case stopped = "the broker has stopped"
    case loaded = "a new configuration is in force"
    case refused = "the old configuration stays in force"
    case otherSocket = "systemd's socket is served"
    case storeFailed = "the store failed"
    case checkpointNotKept = "the checkpoint cannot be kept outside the store"
    case timeNotKept = "the time cannot be kept outside the store"
    case ending = "a certificate or a revocation list ends soon"
    case ended = "a certificate or a revocation list is out of date"
    case renewed = "a certificate or a revocation list was renewed"
    case unreviewed = "an agreement is past its day of review and still lets messages out"
    case keyEnding = "an agency's key or certificate ends soon"
    case keyEnded = "an agency's key or certificate is over, and none follows"
    case keySettled = "an agency's key or certificate was renewed or withdrawn"
    case contradicted = "a witness contradicts the log"
    case authorityFails = "an authority does not stamp"
    case unstamped = "the log waits to be stamped"
    case stampedAgain = "the log is stamped again"
    case tokensEnd = "time stamps end and are not renewed"
    case altered = "what is stored is not what the log says"
    case gap = "the log goes on after a gap, and verdicts wait"
    case quarantined = "refused messages wait for their sender"
    case quarantineEmpty = "no refused message waits any more"

    /// The `MESSAGE_ID` (systemd.journal-fields(7)).
    var id: String {
        switch self {
        case .serves: "5d2f0a4be1c34c0f9f6a7c1b2d3e4f01"
        case .stops: "a1c7be0d52e84f6e8d0e3a4c9b7f6102"
        case .stopped: "37f4d2c6b90e4a3f8b1d5e7f0a9c2203"
        case .loaded: "c08e5f1a7d3b4296a5e4f3b2c1d0e904"
        case .refused: "e46b9a2c1f7d48d3b6a0c5e8f9d2b705"
        case .otherSocket: "19d3f7e5a8c24b60917e2d4f6b8a0c06"
        case .storeFailed: "7b0e6d4c2a9f4851be3d7c5a1f0e8d07"
        case .checkpointNotKept: "f29a8c7b6e5d41309c8b7a6f5e4d3c08"
        case .timeNotKept: "84c1e3a5d7b94f20a6e8c0d2f4b6a809"
        case .ending: "2e6f9b0c4d1a4857b3c5d7e9f1a2b30a"
        case .ended: "b7d5e3f1a9c84260854f7e6d5c4b3a0b"
        case .renewed: "60c2f4a8e6b94d13a2b4c6d8e0f1a30c"
        case .unreviewed: "a94e6c01f7b24d3c8e5d0b7a2f61c91d"
        case .keyEnding: "4c8d1e7f2a9b4635a0d3f6b8c1e5701a"
        case .keyEnded: "e2b6a4f09c7d48118f5a3d2c6b9e041b"
        case .keySettled: "73f1c5d8b2e64a9096d4a7e0f3b8c21c"
        case .contradicted: "3b9f6c20d1e84a7795c2e0f7a8d4b60a"
        case .authorityFails: "7d1c5e90b3f24a6c8e02d7a9b4f1600d"
        case .unstamped: "c4a70b6e19d84f53a1f8e2c5d7b3900e"
        case .stampedAgain: "08e3f5b2c7a94d61b9d4a6e0f2c8100f"
        case .tokensEnd: "91b6d2f4e8a04c7d8a3f5c1e7b9d2010"
        case .altered: "d81f3c5a7e924b60b1d4e6f8a2c37095"
        case .gap: "9c41e7d2b05f4f6fa8d3c6b1e2f7a91c"
        case .quarantined: "3e9b5c71d0f84a2e8c6d1b7a94f5e00a"
        case .quarantineEmpty: "b64d8f20a7c94e13952e7f0c1d3a8b0b"
        }
    }
}
