// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Programs
import StampingAuthority
import Testing

extension Torture {
    /// The time stamping authority is away, and comes back (S23).
    @Suite(.possible(unless: PythonPrograms.lack), .enabled(if: Torture.isLong))
    struct `A log whose time stamping authority is down` {
        @Test func `takes referrals, is stamped later, and others accept the stamp`() async throws {
            let town = try Town()
            defer { town.leave() }
            let authority = try await TimestampAuthority()
            defer { authority.remove() }
            let port = try Program.freePort()
            let root = town.folder.appending(path: "demo/tsa.pem")
            try Data(authority.file("root.pem")).write(to: root)
            try Self.configure(town, port)
            let daemon = try await Batond.ready(town)
            let example = try town.baton(["schema", "new", "referral.made"]).output
            try Data(example.utf8).write(to: town.folder.appending(path: "referral.json"))
            let sent = try town.baton([
                "send", "referral.made", "referral.json", "--node", "demo/nodes/police.json",
                "--to", "https://sunderland.council.example",
            ])
            #expect(sent.status == 0, "\(sent.output)")
            #expect(try !Self.list(town).contains("checkpoint of"))
            try await TimestampServer.serve(authority, at: port) { _ in
                let began = Monotonic.now
                let isStamped = try await Wait.until(150) {
                    try Self.list(town).contains("checkpoint of")
                }
                #expect(isStamped)
                Torture.report("stamped \(Int(Monotonic.now - began)) s after it came back")
            }
            #expect(try await daemon.stop() == .exit(0))
            try Self.verify(town, root)
        }

        private static func configure(_ town: Town, _ port: Int) throws {
            let text = try String(contentsOf: town.configuration, encoding: .utf8)
            let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("log: {") })
            let stamped =
                line.dropLast()
                + ", timestamps: [{url: 'http://127.0.0.1:\(port)/tsr', authorities: tsa.pem}]}"
            try text.replacing(line, with: stamped).write(
                to: town.configuration, atomically: true, encoding: .utf8)
        }

        private static func list(_ town: Town) throws -> String {
            try town.baton([
                "log", "timestamps", "--node", "demo/nodes/police.json", "--authorities",
                "demo/tsa.pem", "--out", "stamps",
            ]).output
        }

        /// Every stamp, by a library that others wrote.
        private static func verify(_ town: Town, _ root: URL) throws {
            let folder = town.folder.appending(path: "stamps")
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
                .filter { $0.hasSuffix(".txt") }
            #expect(!names.isEmpty)
            for name in names {
                let checkpoint = folder.appending(path: name)
                let answer = checkpoint.deletingPathExtension().appendingPathExtension("tsr")
                let verified = try Program.run(
                    PythonPrograms.named("python"),
                    [
                        Checkout.file("Tests/TortureTests/Libraries/stamp.py").path, root.path,
                        checkpoint.path, answer.path,
                    ], in: town.folder)
                #expect(verified.status == 0, "\(verified.output)")
            }
        }
    }
}
