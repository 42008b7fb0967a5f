// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Programs
import Testing

@Suite(.serialized) struct `The public log` {
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

    func start() throws -> Process {
        try Program.start(Program.built("batond"), ["--config", "demo/baton.yaml"], in: folder)
    }

    func baton(_ arguments: String...) throws -> (status: Int32, output: String) {
        let ending = try Program.run(Program.built("baton"), arguments, in: folder)
        return (ending.status, ending.output)
    }

    /// The log's key, as its owner publishes it.
    func vkey() throws -> String {
        let bytes = try Data(contentsOf: folder.appending(path: node))
        let json = try JSONSerialization.jsonObject(with: bytes) as? [String: Any]
        return try #require(json?["log_vkey"] as? String)
    }

    @Test func `is copied from the daemon, and again when it has grown`() throws {
        let daemon = try start()
        defer { daemon.stop() }
        try Program.untilReady(daemon, node: node, in: folder)
        let first = try baton("log", "mirror", "early", "--node", node)
        #expect(first.status == 0, "\(first.output)")
        try example().write(
            to: folder.appending(path: "referral.json"), atomically: true, encoding: .utf8)
        for _ in 0..<3 {
            let sent = try baton(
                "send", "referral.made", "referral.json", "--node", node, "--to",
                "https://sunderland.council.example")
            #expect(sent.status == 0, "\(sent.output)")
        }
        let second = try baton("log", "mirror", "late", "--node", node)
        #expect(second.status == 0, "\(second.output)")
        let compared = try baton("log", "compare", "early", "late", "--node", node)
        #expect(compared.status == 0)
        #expect(compared.output.hasPrefix("They agree: late is the larger"), "\(compared.output)")
        let again = try baton("log", "mirror", "early", "--node", node)
        #expect(again.status == 0, "\(again.output)")
        let equal = try baton("log", "compare", "early", "late", "--node", node)
        #expect(equal.output.hasPrefix("They agree: both have"), "\(equal.output)")
    }

    @Test func `that is made anew under its key is found out, and proven to strangers`() throws {
        let before = try start()
        do {
            defer { before.stop() }
            try Program.untilReady(before, node: node, in: folder)
            let copied = try baton("log", "mirror", "ours", "--node", node)
            #expect(copied.status == 0, "\(copied.output)")
        }
        let state = folder.appending(path: "demo/state")
        try FileManager.default.removeItem(at: state)
        let after = try start()
        defer { after.stop() }
        var mirrored = try baton("log", "mirror", "ours", "--node", node)
        while after.isRunning && mirrored.status == 69 {
            mirrored = try baton("log", "mirror", "ours", "--node", node)
        }
        #expect(mirrored.status == 65, "\(mirrored.output)")
        #expect(try baton("log", "checkpoint", "--node", node).status == 65)
        let verified = try baton("verify", "ours.log-conflict", "--vkey", vkey())
        #expect(verified.status == 0)
        #expect(verified.output.contains("the two cannot both be true"), "\(verified.output)")
    }

    private func example() throws -> String { try baton("schema", "new", "referral.made").output }
}
