// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Fixtures
import Foundation
import Programs
import Testing
import TransparencyLog

extension Torture {
    /// sigsum-witness, which others wrote, on a loopback port: it answers 200, 409 and 422 (S02).
    ///
    /// It knows logs by Sigsum's name for them alone, so that the log is called that.
    @Suite(.possible(unless: Torture.lacks(tools: "sigsum-witness", "sigsum-key")))
    struct `A witness of Sigsum's` {
        @Test func `cosigns a log that goes on, and stops one that was made anew`() async throws {
            let town = try Town()
            defer { town.leave() }
            let witness = try SigsumWitness(town)
            defer { witness.leave() }
            let plain = try String(contentsOf: town.configuration, encoding: .utf8)
            try town.edit("baton.yaml", "keys/log.key}", to: "keys/log.key, \(witness.line)}")
            var daemon = try await Batond.ready(town)
            #expect(try await Self.isCosigned(try Self.send(town), witness, town))
            // 409: where the witness stands is forgotten, and learned from it.
            #expect(try await daemon.stop() == .exit(0))
            try FileManager.default.removeItem(at: town.file("baton.db.witnesses"))
            daemon = try await Batond.ready(town)
            #expect(try await Self.isCosigned(try Self.send(town), witness, town))
            #expect(try await daemon.stop() == .exit(0))
            // 422: another log under the same key, larger than what the witness has seen.
            try FileManager.default.removeItem(at: town.folder.appending(path: "demo/state"))
            try plain.write(to: town.configuration, atomically: true, encoding: .utf8)
            daemon = try await Batond.ready(town)
            for _ in 0..<8 { _ = try Self.send(town) }
            #expect(try await daemon.stop() == .exit(0))
            try town.edit("baton.yaml", "keys/log.key}", to: "keys/log.key, \(witness.line)}")
            let refused = try Program.run(
                Program.built("batond"), ["--config", town.configuration.path], in: town.folder)
            #expect(refused.status == 78)
            #expect(refused.output.contains("a witness contradicts the log"), "\(refused.output)")
            Torture.report("sigsum-witness: cosigned twice, 409 and 422 handled, start refused")
        }

        /// Sends a referral; its `jti`.
        private static func send(_ town: Town) throws -> String {
            let example = try town.baton(["schema", "new", "referral.made"]).output
            try Data(example.utf8).write(to: town.folder.appending(path: "referral.json"))
            let sent = try town.baton([
                "send", "referral.made", "referral.json", "--node", "demo/nodes/police.json",
                "--to", "https://sunderland.council.example",
            ])
            #expect(sent.status == 0, "\(sent.output)")
            return String(sent.output.split(separator: "\n").last ?? "")
        }

        /// Whether a receipt comes under a checkpoint that the witness has cosigned.
        private static func isCosigned(
            _ token: String, _ witness: SigsumWitness, _ town: Town
        ) async throws -> Bool {
            try await Wait.until(40) {
                try town.baton([
                    "receipt", token, "--node", "demo/nodes/police.json", "--cosigned", "--witness",
                    witness.vkey,
                ]).status == 0
            }
        }
    }
}

/// The witness, its key, and the log that it knows.
private struct SigsumWitness {
    let vkey: String
    /// What the configuration says of it.
    let line: String
    private let folder: URL
    private let process: Process

    /// Names the town's log as Sigsum does, and starts a witness for it.
    init(_ town: Town) throws {
        folder = try Program.freshFolder()
        let pinned = try town.node(.police).pinnedLogKeys().current
        try Data("\(pinned.vkey)\n".utf8).write(to: folder.appending(path: "log.vkey"))
        _ = try Self.key(["from-vkey", "-k", "log.vkey", "-o", "log.pub"], folder)
        let log = try Self.key(["to-vkey", "-k", "log.pub"], folder)
        let origin = String(log.prefix { $0 != "+" })
        try town.edit("baton.yaml", "origin: \(pinned.name.text)", to: "origin: \(origin)")
        for role in ["police", "council"] {
            try town.edit("nodes/\(role).json", pinned.vkey, to: log)
        }
        _ = try Self.key(["generate", "-o", "key"], folder)
        let own = try Self.key(["to-hash", "-k", "key.pub"], folder)
        vkey = try Self.key(
            [
                "to-vkey", "-n", "sigsum.org/v1/witness/\(own)", "-t", "cosignature/v1", "-k",
                "key.pub",
            ], folder)
        let port = try Program.freePort()
        line = "witnesses: [{vkey: '\(vkey)', url: 'http://127.0.0.1:\(port)'}]"
        process = try Program.start(
            URL(filePath: "/usr/bin/env"),
            [
                "GODEBUG=httpmuxgo121=0", "sigsum-witness", "-k", "key", "--log-key", "log.pub",
                "--state-file", "state", "127.0.0.1:\(port)",
            ], in: folder)
    }

    func leave() {
        process.terminate()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Runs `sigsum-key`; what it printed.
    private static func key(_ arguments: [String], _ folder: URL) throws -> String {
        guard let program = Program.installed("sigsum-key") else { throw Trouble("no sigsum-key") }
        let ending = try Program.run(program, arguments, in: folder)
        guard ending.status == 0 else { throw Trouble(ending.output) }
        return ending.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
