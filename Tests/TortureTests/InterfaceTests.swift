// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Programs
import Testing

extension Torture {
    /// What `/openapi.json` describes, asked by schemathesis: without a name, and as agencies by their
    /// certificates.
    @Suite struct `The interface that is described` {
        @Test(
            .possible(unless: PythonPrograms.lacks(module: "schemathesis")),
            .enabled(if: Torture.isLong, "it takes minutes: make torture"),
            arguments: [nil, Town.Role.police, .partnership])
        func `answers as it is described, whoever asks, and fails at nothing`(
            _ caller: Town.Role?
        ) async throws {
            let town = try Town(isSecure: caller != nil)
            defer { town.leave() }
            let daemon = try await Batond.ready(town)
            let asked = try await Program.runAside(
                try #require(Program.installed("env")), words(caller, town), in: town.folder)
            #expect(asked.status == 0, "\(asked.output)")
            let figures = asked.output.split(separator: "\n").first {
                $0.contains(" generated, ")
            }
            Torture.report("as \(caller?.rawValue ?? "nobody"): \(figures ?? "nothing was asked")")
            #expect(figures != nil)
            #expect(daemon.isRunning, "\(daemon.said)")
            #expect(try await daemon.stop() == .exit(0))
            #expect(try town.fsck() == nil)
        }

        private func words(_ caller: Town.Role?, _ town: Town) -> [String] {
            let libraries = Checkout.file("Tests/TortureTests/Libraries").path
            // A cursor and a `jti` are in good form and known to nobody all the same.
            var left = ["positive_data_acceptance"]
            var identity: [String] = []
            if let caller {
                // Who shows a certificate needs no token.
                left.append("ignored_auth")
                let keys = town.folder.appending(path: "demo/tls").path
                identity = [
                    "--tls-verify", "\(keys)/ca.pem", "--request-cert",
                    "\(keys)/\(caller.rawValue).pem", "--request-cert-key",
                    "\(keys)/\(caller.rawValue).key",
                ]
            }
            return [
                "PYTHONPATH=\(libraries)", "SCHEMATHESIS_HOOKS=described_hooks",
                PythonPrograms.named("schemathesis").path, "run",
                "\(caller == nil ? "http" : "https")://127.0.0.1:\(town.port)/openapi.json",
                "--checks", "all", "--exclude-checks", left.joined(separator: ","),
                "--max-examples", "20", "--max-time", "120",
                // A poll waits for thirty seconds.
                "--request-timeout", "45", "--max-response-time", "40",
                "--seed", "\(Dice.seed)", "--no-color",
                "--generation-database", "none", "--continue-on-failure", "--warnings", "off",
            ] + identity
        }
    }
}
