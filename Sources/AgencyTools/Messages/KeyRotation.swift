// SPDX-License-Identifier: Apache-2.0

import Glibc
package import Safeguarding
package import Signing
package import Wire

/// The change from a node's key to its next one, as files and as words.
package struct KeyRotation: Sendable {
    private let node: NodeFile
    private let nodePath: String
    private let members: JSONValue
    private let oldKey: String
    private let first: CalendarDate
    private let key: PrivateKey

    /// For how many days the old key is good after the new one has begun.
    package static let overlapDays = 7

    /// Plans the change; nothing is written yet.
    ///
    /// - Parameter kind: of the new key; that of the one in use when nil.
    package init(
        nodeFile path: String, from first: CalendarDate, kind: KeyKind? = nil
    ) throws(ToolFailure) {
        node = try NodeFile(path: path)
        nodePath = path
        members = try NodeFile.json(path, "write a node file").value
        oldKey = members["key"]?.string ?? ""
        self.first = first
        key = .generate(kind ?? Self.kind(of: node.algorithm))
    }

    private static func kind(of algorithm: SignatureAlgorithm) -> KeyKind {
        switch algorithm {
        case .es384: .p384
        case .edDSA, .ed25519: .ed25519
        case .ps256, .rs256: .rsa3072
        case .es256: .p256
        }
    }

    /// The new key's file without its ending, beside the one in use: named by its first day.
    private var stem: String {
        var stem = oldKey.hasSuffix(".jwk") ? String(oldKey.dropLast(4)) : oldKey
        let tail = stem.suffix(11)
        if tail.hasPrefix("-"), (try? CalendarDate(String(tail.dropFirst()))) != nil {
            stem = String(stem.dropLast(11))
        }
        return "\(stem)-\(first)"
    }

    /// Where the public half is.
    package var publicHalf: String { place("\(stem).pub.json") }

    /// Where the node file is that uses the new key.
    package var nextNodeFile: String { nodePath + ".next" }

    private func place(_ name: String) -> String {
        Files.path(name, in: Files.folder(of: nodePath))
    }

    /// Writes the key, its public half, and the next node file; replaces nothing that is there.
    package func write() throws(ToolFailure) {
        let secret = place("\(stem).jwk")
        if let there = [secret, publicHalf, nextNodeFile].first(where: Files.exists) {
            throw ToolFailure(
                .inputOutput,
                [
                    "\(there) is there already: a rotation was begun before, and nothing was written now.",
                    "Go on with that one: hand \(publicHalf) to the operator, then put \(nextNodeFile) in "
                        + "place. To make another key, move the file away.",
                ])
        }
        try add(secret, key.jwk, mode: 0o600)
        try add(publicHalf, key.publicKey.jwk, mode: 0o644)
        try add(nextNodeFile, nextNode, mode: 0o644)
    }

    private var nextNode: JSONValue {
        let changed: [String: JSONValue] = [
            "kid": .string(key.publicKey.kid), "key": .string("\(stem).jwk"),
        ]
        return .object(
            (members.members ?? []).map { JSONMember($0.name, changed[$0.name] ?? $0.value) })
    }

    private func add(_ path: String, _ value: JSONValue, mode: mode_t) throws(ToolFailure) {
        try Files.writeNew(path, Array((VerbatimJSON.pretty(value) + "\n").utf8), mode: mode)
    }

    private var lastDay: CalendarDate { first.adding(days: Self.overlapDays) }

    /// The new key's line in the broker's configuration.
    private var line: String {
        let name = publicHalf.split(separator: "/").last.map(String.init) ?? publicHalf
        return "{jwk: keys/\(name), from: \(first)}"
    }

    /// What to do, and who does it, a line each.
    package var advice: [String] {
        [
            "Hand \(publicHalf) to the broker's operator, who adds it to your node's keys:",
            "  - \(line)",
            "or, where they stand in brackets, before the last one:",
            "  , \(line)",
            "and lets the key \(node.kid) end a week later:",
            "  until: \(lastDay)",
            "then: batond check --config baton.yaml && systemctl reload baton",
            "From \(first) on, when the operator has said yes:",
            "  mv \(nextNodeFile) \(nodePath)",
            "Until then nothing changes here. Delete the old key on \(lastDay).",
        ]
    }

    /// The same for programs.
    package var summary: JSONValue {
        [
            "kid": .string(key.publicKey.kid), "public_key": .string(publicHalf),
            "node_file": .string(nextNodeFile), "from": .string(first.description),
            "configuration_line": .string(line), "old_kid": .string(node.kid),
            "old_until": .string(lastDay.description),
        ]
    }
}
