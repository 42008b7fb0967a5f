// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Fixtures
import Foundation
import Glibc
import Programs
import Safeguarding
import Signing
import Testing
import Wire

extension Torture {
    /// S21: every key is exchanged while referrals come in, and nothing that is valid is refused.
    @Suite struct `A change of keys` {
        @Test func `refuses nothing that is valid, and old receipts verify`() async throws {
            let town = try Town(isSecure: true)
            defer { town.leave() }
            let daemon = try await Batond.ready(town)
            let rotation = Rotation(town, daemon)
            let journal = AckJournal()
            try await Exchange.withHTTP { exchange in
                var old = try Poster(town, over: exchange, journal: journal)
                for _ in 0..<Torture.rounds(short: 1, long: 10) {
                    try await rotation.during(old) { try await rotation.exchangeListener() }
                    try await rotation.during(old) { try await rotation.exchangeBrokerKey() }
                    try await rotation.during(old) { try await rotation.addKey() }
                    let new = try Poster(town, over: exchange, journal: journal)
                    try await rotation.during(old) {
                        try await rotation.during(new) { try await rotation.announceEnd() }
                    }
                    try await rotation.during(new) { try await rotation.endOldKey() }
                    // It was wrong to send under it: not in the journal of what is promised.
                    let late = Poster(old, journal: AckJournal())
                    let answer = try await late.postOne()
                    #expect(answer == .other(400))
                    try await rotation.during(new) { try await rotation.removeOldKey() }
                    old = new
                }
                let count = journal.acknowledgements.count
                Torture.report("rotation: \(count) referrals through \(rotation.loads) loads")
                #expect(count > 0 && journal.unpromised.isEmpty)
                let auditor = try Auditor(town, over: exchange)
                #expect(try await auditor.complaints(about: journal) == [])
            }
            #expect(try await daemon.stop() == .exit(0))
            #expect(try town.fsck() == nil)
        }
    }
}

/// What is exchanged of a town's keys, each time by a load while somebody posts.
private final class Rotation {
    private let town: Town
    private let daemon: Batond
    private(set) var loads = 0
    /// The public halves of the police's keys, the newest first, and when each ends.
    private var keys: [(file: String, until: String?)] = [("police.pub.json", nil)]

    init(_ town: Town, _ daemon: Batond) {
        self.town = town
        self.daemon = daemon
    }

    /// Posts from before a change until after it, and expects that all of it is accepted.
    func during(_ poster: Poster, _ change: () async throws -> Void) async throws {
        let posting = Posting()
        async let tally = poster.post(while: posting)
        do { try await change() } catch {
            posting.end()
            throw error
        }
        posting.end()
        let found = try await tally
        #expect(found.accepted > 0)
        #expect(found.later == 0 && found.unanswered == 0 && found.others == [])
    }

    /// Loads the configuration as it is now, and waits until it is in force.
    private func load() async throws {
        loads += 1
        daemon.send(SIGHUP)
        let words = "a new configuration is in force"
        let isDone = try await Wait.until(30) {
            daemon.said.components(separatedBy: words).count > loads
        }
        guard isDone else { throw Trouble("not loaded: \(daemon.said)") }
    }

    /// The listener gets a certificate of another authority, of which all have learnt before.
    func exchangeListener() async throws {
        let now = Caller.now.seconds
        let validity = (now - 3_600)...(now + 86_400)
        let authority = CertificateIssuer(named: "The next", validity: validity)
        let known = try String(contentsOf: place("tls/ca.pem"), encoding: .utf8)
        try write("tls/ca.pem", known + PEMBlock.text("CERTIFICATE", authority.certificate.der))
        try await load()
        let key = PrivateKey.generate(.p256)
        let certificate = authority.issue(
            .server(["DNS:localhost", "IP:127.0.0.1"], validity: validity), for: key)
        try write("tls/listener.pem", PEMBlock.text("CERTIFICATE", certificate.der))
        try write("tls/listener.key", PEMBlock.text("PRIVATE KEY", key.pkcs8))
        try await load()
    }

    /// The broker signs its notices with another key.
    func exchangeBrokerKey() async throws {
        let name = "keys/broker-\(loads).jwk"
        try write(name, PrivateKey.generate(.p256).jwk.text)
        try configure(lineWith: "signing_key:", "  signing_key: \(name)")
        try await load()
    }

    /// The police gets another key beside its first, and its node signs with it; both are good.
    func addKey() async throws {
        let (key, name) = (PrivateKey.generate(.p256), "police-\(loads)")
        try write("keys/\(name).pub.json", key.publicKey.jwk.text)
        try write("keys/\(name).jwk", key.jwk.text)
        keys.insert(("\(name).pub.json", nil), at: 0)
        try registerKeys()
        try await load()
        let file = place("nodes/police.json")
        let old = try JSONDocument(parsing: [UInt8](Data(contentsOf: file))).root.value
        let changed: [String: JSONValue] = [
            "kid": .string(key.publicKey.kid), "key": .string("../keys/\(name).jwk"),
        ]
        let members = (old.members ?? []).map { JSONMember($0.name, changed[$0.name] ?? $0.value) }
        try write("nodes/police.json", JSONValue.object(members).text)
    }

    /// The older key is to end an hour from now.
    func announceEnd() async throws { try await endOldKey(inMilliseconds: 3_600_000) }

    /// The older key signs nothing from now on.
    func endOldKey(inMilliseconds delay: Int64 = 0) async throws {
        // `iat` counts whole seconds: what is signed within this one is after the end too.
        let end = Instant(seconds: Caller.now.adding(milliseconds: delay).seconds)
        keys[1].until = end.rfc3339
        try registerKeys()
        try await load()
    }

    /// The older key is gone.
    func removeOldKey() async throws {
        keys.removeLast()
        try registerKeys()
        try await load()
    }

    private func registerKeys() throws {
        let list = keys.map { key in
            let until = key.until.map { ", until: \"\($0)\"" } ?? ""
            return "{jwk: keys/\(key.file), from: 2000-01-01\(until)}"
        }
        try configure(
            lineWith: "{id: police, keys:",
            "      - {id: police, keys: [\(list.joined(separator: ", "))]}")
    }

    private func configure(lineWith words: String, _ other: String) throws {
        let text = try String(contentsOf: town.configuration, encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
            $0.contains(words) ? other : String($0)
        }
        guard lines.contains(other) else { throw Trouble("no line says \(words)") }
        try write("baton.yaml", lines.joined(separator: "\n"))
    }

    private func place(_ name: String) -> URL { town.folder.appending(path: "demo/\(name)") }

    /// Writes beside and renames: a load never sees half of a file.
    private func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: place(name), options: .atomic)
        chmod(place(name).path, 0o600)
    }
}
