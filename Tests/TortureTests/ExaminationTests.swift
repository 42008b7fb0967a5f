// SPDX-License-Identifier: Apache-2.0

import Foundation
import Programs
import Testing

extension Torture {
    /// The listener before those who look for holes in it (rows S16 and S18).
    @Suite struct `A listener that is examined` {
        @Test(.possible(unless: Torture.lacks(tools: "testssl")))
        func `speaks TLS 1.2 and 1.3 with good ciphers alone, and has none of the known holes`()
            async throws
        {
            let town = try Town(isSecure: true)
            defer { town.leave() }
            let daemon = try await Batond.ready(town)
            let testssl = try #require(Program.installed("testssl"))
            let examined = Torture.isLong ? ["--fast", "-p", "-s", "-U"] : ["-p"]
            let found = try await Program.runAside(
                testssl,
                ["--quiet", "--color", "0", "--warnings", "off"] + examined
                    + ["127.0.0.1:\(town.port)"], in: town.folder)
            let lines = found.output.split(separator: "\n").map(String.init)
            let faults = lines.filter { $0.contains("NOT ok") || $0.contains("VULNERABLE") }
            #expect(faults == [])
            for version in ["TLS 1.2    offered (OK)", "TLS 1.3    offered (OK)"] {
                #expect(lines.contains { $0.contains(version) }, "\(found.output)")
            }
            for version in ["SSLv3 ", "TLS 1  ", "TLS 1.1"] {
                #expect(
                    lines.contains { $0.contains(version) && $0.contains("not offered") },
                    "\(found.output)")
            }
            #expect(try await daemon.stop() == .exit(0))
        }

        @Test(.possible(unless: PythonPrograms.lack))
        func `is what Mozilla's intermediate configuration asks for`() async throws {
            let town = try Town(isSecure: true)
            defer { town.leave() }
            let daemon = try await Batond.ready(town)
            let keys = town.folder.appending(path: "demo/tls").path
            let found = try await Program.runAside(
                PythonPrograms.named("sslyze"),
                [
                    "--mozilla_config=intermediate", "--certinfo_ca_file", "\(keys)/ca.pem",
                    "--cert", "\(keys)/police.pem", "--key", "\(keys)/police.key",
                    "127.0.0.1:\(town.port)",
                ], in: town.folder)
            #expect(found.status == 0 && found.output.contains("OK - Compliant"), "\(found.output)")
            #expect(try await daemon.stop() == .exit(0))
        }

        @Test(
            .possible(unless: Torture.lacks(tools: "slowhttptest")), arguments: ["-H", "-B"])
        func `closes who sends a head or a body drop by drop, and serves the others`(
            _ attack: String
        ) async throws {
            let town = try Town()
            defer { town.leave() }
            let daemon = try await Batond.ready(town)
            let attackers = Torture.rounds(short: 40, long: 1_500)
            let patience = Torture.rounds(short: 14, long: 24)
            let slow = try Program.start(
                try #require(Program.installed("slowhttptest")),
                [
                    attack, "-c", "\(attackers)", "-r", "300", "-i", "3", "-l", "\(patience)",
                    "-t", "POST", "-u", "http://127.0.0.1:\(town.port)/events",
                ], in: town.folder)
            defer { slow.terminate() }
            var longest = 0.0
            while slow.isRunning {
                let begun = Monotonic.now
                #expect(Probe.status(port: town.port, path: "/livez") == 200)
                longest = max(longest, Monotonic.now - begun)
                try await Wait.milliseconds(1_000)
            }
            Torture.report("S16 \(attack): \(attackers) slow callers, others \(longest) s at most")
            let metrics = Probe.text(port: town.port + 1, path: "/metrics")
            #expect(longest < 1)
            if attack == "-H" {
                #expect(
                    metrics.contains(
                        "baton_limits_reached_total{limit=\"pace\"} \(attackers)"), "\(metrics)")
            }
            #expect(try await daemon.stop() == .exit(0))
        }
    }
}
