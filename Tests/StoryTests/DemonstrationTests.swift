// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Programs
import Testing

/// The programs as they are shipped, with real processes and real HTTP.
@Suite(.serialized) struct `The demonstration` {
    @Test(arguments: [[], ["--tls"]])
    func `happens as it is told, and ends with 0`(_ transport: [String]) async throws {
        let folder = try Program.freshFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let port = try Program.freePort()
        let ending = try await Program.runAside(
            Program.built("baton"),
            ["demo", "run", "demo", "--once", "--port", String(port)] + transport, in: folder)
        #expect(ending.status == 0, "\(ending.output)")
        #expect(ending.output.contains("Broken at B3"))
        let end = ending.output.split(separator: "Where sharing broke down").last ?? ""
        let broken = end.split(separator: "\n").filter { $0.contains("B3 received, not owned") }
        #expect(broken.count == 1 && broken[0].contains("sunderland.council.example"), "\(end)")
        // On a slow machine another answer may have been late, and is counted there too.
        #expect(broken.first?.contains(#/R1(?: \(\d+\))?, R2/#) == true, "\(end)")
        #expect(ending.output.hasSuffix("Everything happened as told.\n"))
    }

    @Test(arguments: [(SIGTERM, true), (SIGINT, false), (SIGHUP, false)])
    func `ends the broker when it is ended, in its story or after it`(
        _ signal: Int32, _ isTold: Bool
    ) throws {
        let folder = try Program.freshFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let port = try Program.freePort()
        let story = try Program.start(
            Program.built("baton"), ["demo", "run", "demo", "--port", String(port)], in: folder)
        let node = "demo/nodes/police.json"
        try Program.untilReady(story, node: node, in: folder)
        let said = folder.appending(path: "daemon.log")
        while isTold, story.isRunning,
            try !String(contentsOf: said, encoding: .utf8).contains("Press Ctrl-C")
        { try Program.untilReady(story, node: node, in: folder) }
        kill(story.processIdentifier, signal)
        story.waitUntilExit()
        #expect(story.terminationReason == .exit)
        #expect(story.terminationStatus == (isTold ? 0 : 75))
        let asked = try Program.run(
            Program.built("baton"), ["log", "checkpoint", "--node", node], in: folder)
        #expect(asked.status == 69, "nobody answers any more: \(asked.output)")
    }

    @Test func `ends otherwise when the port is taken`() async throws {
        let folder = try Program.freshFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let port = try Program.freePort()
        let first = try Program.run(
            Program.built("baton"), ["demo", "init", "first", "--port", String(port)], in: folder)
        #expect(first.status == 0)
        let daemon = try Program.start(
            Program.built("batond"), ["--config", "first/baton.yaml"], in: folder)
        defer { daemon.stop() }
        try Program.untilReady(daemon, node: "first/nodes/police.json", in: folder)
        let ending = try await Program.runAside(
            Program.built("baton"), ["demo", "run", "second", "--once", "--port", String(port)],
            in: folder)
        #expect(ending.status != 0)
    }
}

@Suite(.serialized) struct `A referral that was accepted` {
    @Test func `was synced once, after it came and before its 202`() throws {
        guard let strace = Program.installed("strace") else {
            print("fsyncs are not counted: strace is not installed")
            return
        }
        let folder = try Program.freshFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let port = try Program.freePort()
        let baton = Program.built("baton")
        _ = try Program.run(baton, ["demo", "init", "demo", "--port", String(port)], in: folder)
        let trace = folder.appending(path: "trace")
        let daemon = try Program.start(
            strace,
            [
                "-D", "-f", "-y", "-e", "trace=fdatasync,fsync", "-o", trace.path,
                Program.built("batond").path, "--config", "demo/baton.yaml",
            ], in: folder)
        defer { daemon.stop() }
        try Program.untilReady(daemon, node: "demo/nodes/police.json", in: folder)
        let example = try Program.run(baton, ["schema", "new", "referral.made"], in: folder)
        try example.output.write(
            to: folder.appending(path: "referral.json"), atomically: true, encoding: .utf8)

        for _ in 0..<3 {
            let before = try syncs(trace)
            let sent = try Program.run(
                baton,
                [
                    "send", "referral.made", "referral.json", "--node", "demo/nodes/police.json",
                    "--to", "https://sunderland.council.example",
                ], in: folder)
            #expect(sent.status == 0, "\(sent.output)")
            #expect(try syncs(trace) == before + 1)
        }
    }

    /// How often the write-ahead log was synced so far.
    private func syncs(_ trace: URL) throws -> Int {
        try String(contentsOf: trace, encoding: .utf8).split(separator: "\n").count {
            $0.contains("sync(") && $0.contains("baton.db-wal>")
        }
    }
}

extension Program {
    /// Asks the broker for its checkpoint until it gives one.
    static func untilReady(_ daemon: Process, node: String, in folder: URL) throws {
        while daemon.isRunning {
            let asked = try run(
                built("baton"), ["log", "checkpoint", "--node", node], in: folder)
            if asked.status == 0 { return }
        }
        throw CocoaError(.executableNotLoadable)
    }
}

extension Process {
    /// Asks a daemon to stop and waits for its end.
    func stop() {
        terminate()
        waitUntilExit()
    }
}
