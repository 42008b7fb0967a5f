// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Programs
import StampingAuthority
import Testing

@Suite(
    .serialized, .enabled(if: TimestampAuthority.isInstalled, "openssl is not installed"))
struct `A stamped log` {
    private let place: TemporaryFolder
    var folder: URL { place.url }
    let node = "demo/nodes/police.json"

    init() throws {
        place = try TemporaryFolder()
        let port = try Program.freePort()
        let made = try Program.run(
            Program.built("baton"), ["demo", "init", "demo", "--port", String(port)], in: folder)
        #expect(made.status == 0, "\(made.output)")
    }

    func baton(_ arguments: String...) throws -> (status: Int32, output: String) {
        let ending = try Program.run(Program.built("baton"), arguments, in: folder)
        return (ending.status, ending.output)
    }

    /// Has the log stamped by an authority at that port.
    func configure(_ authority: TimestampAuthority, at port: Int) throws {
        try Data(authority.file("root.pem")).write(to: folder.appending(path: "demo/tsa.pem"))
        let path = folder.appending(path: "demo/baton.yaml")
        let text = try String(contentsOf: path, encoding: .utf8)
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("log: {") })
        let stamped =
            line.dropLast() + """
                , timestamps: [{url: 'http://127.0.0.1:\(port)/tsr', authorities: tsa.pem}]}
                """
        try text.replacing(line, with: stamped).write(
            to: path, atomically: true, encoding: .utf8)
    }

    @Test func `is checked by its readers, and by OpenSSL`() async throws {
        let authority = try await TimestampAuthority()
        defer { authority.remove() }
        try await TimestampServer.serve(authority) { port in
            try configure(authority, at: port)
            let daemon = try Program.start(
                Program.built("batond"), ["--config", "demo/baton.yaml"], in: folder)
            defer { daemon.stop() }
            try Program.untilReady(daemon, node: node, in: folder)
            let command = [
                "log", "timestamps", "--node", node, "--authorities", "demo/tsa.pem", "--out",
                "stamps",
            ]
            var listed = try Program.run(Program.built("baton"), command, in: folder)
            while daemon.isRunning, !listed.output.contains("checkpoint of") {
                listed = try Program.run(Program.built("baton"), command, in: folder)
            }
            #expect(listed.status == 0, "\(listed.output)")
            #expect(listed.output.contains("signature verified"), "\(listed.output)")
        }
        let verdict = try Program.run(
            URL(filePath: "/usr/bin/env"),
            [
                "openssl", "ts", "-verify", "-data", "stamps/2.txt", "-in",
                "stamps/2.tsr", "-CAfile", "demo/tsa.pem",
            ], in: folder)
        #expect(verdict.output.contains("Verification: OK"), "\(verdict.output)")
    }
}
