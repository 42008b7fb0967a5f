// SPDX-License-Identifier: Apache-2.0

/// The rooms, lowest floor first; a room imports rooms on lower floors only.
enum Floors {
    static let all: [[String]] = [
        ["COpenSSL", "CGzip"],
        ["Wire"],
        ["Signing", "Schema"],
        ["TransparencyLog", "Safeguarding"],
        ["Intake"],
        ["Routing"],
        ["Handoffs"],
        ["Ledger"],
        ["Audit"],
        ["Relay"],
        ["SQLiteStore", "Web"],
        ["Year"],
        ["Daemon", "AgencyTools"],
        ["batond", "baton"],
    ]

    static let rooms = Set(all.joined())

    static func floor(of room: String) -> Int? { all.firstIndex { $0.contains(room) } }

    /// Whether a room may import another: it stands on a lower floor.
    static func allows(_ room: String, toImport other: String) -> Bool {
        guard let floor = floor(of: room), let below = Self.floor(of: other) else { return true }
        return below < floor
    }
}
