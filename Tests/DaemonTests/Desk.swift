// SPDX-License-Identifier: Apache-2.0

import Foundation
import Safeguarding
import Signing
import Wire

@testable import Daemon

/// A temporary folder with keys and a good configuration, gone when nobody holds it any more.
final class Desk: Sendable {
    let path: String

    init() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "baton-daemon-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder.appending(path: "keys"), withIntermediateDirectories: true)
        path = folder.path
        for (name, key) in Self.keys {
            try write("keys/\(name).jwk", key.jwk.canonical)
            try write("keys/\(name).pub.json", key.publicKey.jwk.canonical)
        }
        // A key that names no algorithm is for PS256, and for RS256 where that is allowed.
        let unnamed = String(decoding: try bytes("keys/school.pub.json"), as: UTF8.self)
        try write(
            "keys/school.pub.json", Array(unnamed.replacing("\"alg\":\"PS256\",", with: "").utf8))
        try write(
            "keys/rs256.pub.json", Array(unnamed.replacing("\"PS256\"", with: "\"RS256\"").utf8))
        let named = String(decoding: try bytes("keys/police.pub.json"), as: UTF8.self)
        try write(
            "keys/mixed.pub.json", Array(named.replacing("{", with: "{\"n\":\"AQAB\",").utf8))
        try write("keys/not.json", Array("{".utf8))
        try write("keys/text.yaml", [0xFF])
        for name in ["store-1", "store-2", "index-1", "jti"] {
            try write("keys/\(name).key", Array(repeating: UInt8(name.utf8.count), count: 32))
        }
        try write("keys/short.key", [1, 2, 3])
        try write("baton.yaml", Array(Self.text.utf8))
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Made once: a key costs more than a test.
    static let keys: [String: PrivateKey] = [
        "broker": .generate(.p256), "log": .generate(.ed25519), "police": .generate(.p256),
        "council": .generate(.ed25519), "school": .generate(.rsa2048),
    ]

    /// The source tree, which holds the data that comes with Baton.
    static let data = DataFolder(
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path)

    static let now = Instant(seconds: 1_800_000_000)  // 2027-01-15

    func write(_ name: String, _ bytes: [UInt8], mode: Int = 0o600) throws {
        try Data(bytes).write(to: URL(filePath: "\(path)/\(name)"))
        try FileManager.default.setAttributes(
            [.posixPermissions: mode], ofItemAtPath: "\(path)/\(name)")
    }

    func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: "\(path)/\(name)")))
    }

    func file(credentials: String? = nil) -> ConfigurationFile {
        ConfigurationFile("\(path)/baton.yaml", data: Self.data, credentials: credentials)
    }

    /// Writes the good configuration with some of its text exchanged.
    func rewrite(_ changes: (String, String)...) throws { try rewrite(changes) }

    private func rewrite(_ changes: [(String, String)]) throws {
        var text = Self.text
        for (old, new) in changes {
            precondition(text.contains(old), "the good configuration does not say \(old)")
            text = text.replacing(old, with: new)
        }
        try write("baton.yaml", Array(text.utf8))
    }

    /// Reads the good configuration with some of its text exchanged.
    func read(
        _ changes: (String, String)..., now: Instant = Desk.now, credentials: String? = nil
    ) throws -> Configuration {
        try rewrite(changes)
        return try file(credentials: credentials).read(now: now)
    }

    /// What is wrong with the changed configuration, a line each, with paths from this folder.
    func faults(_ changes: [(String, String)], credentials: String? = nil) throws -> [String] {
        do {
            switch changes.count {
            case 1: _ = try read(changes[0], credentials: credentials)
            default: _ = try read(changes[0], changes[1], credentials: credentials)
            }
            return []
        } catch let faults as SourceFaults {
            return faults.faults.map { plain($0.description) }
        }
    }

    /// A text without this machine's folders.
    func plain(_ text: String) -> String {
        text.replacing(path + "/", with: "").replacing(Self.data.path + "/", with: "")
    }

    static let text = """
        broker:
          uri: https://baton.example
          signing_key: keys/broker.jwk
          store_keys: {1: keys/store-1.key}
          index_keys: {1: keys/index-1.key}
          jti_key: keys/jti.key
        log: {origin: baton.example/log, key: keys/log.jwk}
        listen: {http: 127.0.0.1:8470}
        management: 127.0.0.1:8471
        store: {sqlite: state/baton.db}
        partnerships:
          - uri: https://baton.example/p/town
            number: 1
            name: A town's partnership
            rules: england-2026.1
            calendar: england-and-wales
            roles:
              front-door: https://council.example
        agencies:
          - uri: https://police.example
            name: Police
            kind: police
            nodes:
              - id: misper
                keys:
                  - {jwk: keys/police.pub.json, from: 2026-01-01, until: 2099-06-01T12:00:00Z}
          - uri: https://council.example
            name: Council
            kind: council
            contact: 0191 496 0000
            nodes:
              - id: cases
                keys: [{jwk: keys/council.pub.json, from: 2026-01-01}]
          - uri: https://school.example
            name: School
            kind: school
            part_of: https://council.example
            nodes:
              - id: gateway
                operated_by: https://council.example
                keys: [{jwk: keys/school.pub.json, from: 2026-01-01, allow: [RS256]}]
          - uri: https://inspectorate.example
            name: Inspectorate
            kind: inspectorate
        agreements:
          - id: isa-1
            partnership: https://baton.example/p/town
            from: [https://police.example, https://school.example]
            to: [https://council.example]
            types: [referral.made]
            purpose: safeguarding children
            lawful_basis: Children Act 2004 s.16LA
            review_by: 2027-03-31
        subscriptions:
          - agency: https://council.example
            partnership: https://baton.example/p/town
            types: [referral.made]
            from: [https://police.example]
            where: {urgency: [immediate, urgent]}
        readers:
          - agency: https://inspectorate.example
            role: inspector
            partnerships: [https://baton.example/p/town]
            from: 2026-11-01
            until: 2026-11-28
        """
}
