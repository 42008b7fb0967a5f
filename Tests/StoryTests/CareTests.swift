// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import GRDB
import Programs
import Testing

/// A demo partnership with its daemon, in a folder of its own.
private struct Ground {
    private let place: TemporaryFolder
    var folder: URL { place.url }
    let baton = Program.built("baton")
    let batond = Program.built("batond")
    static let council = "https://sunderland.council.example"

    init() throws {
        place = try TemporaryFolder()
        let port = try Program.freePort()
        _ = try Program.run(baton, ["demo", "init", "demo", "--port", String(port)], in: folder)
        let example = try Program.run(baton, ["schema", "new", "referral.made"], in: folder)
        try example.output.write(
            to: folder.appending(path: "referral.json"), atomically: true, encoding: .utf8)
    }

    func start(_ words: [String] = []) throws -> Process {
        guard let env = Program.installed("env") else { throw CocoaError(.executableNotLoadable) }
        let daemon = try Program.start(
            env, words + [batond.path, "--config", "demo/baton.yaml"], in: folder)
        try Program.untilReady(daemon, node: "demo/nodes/police.json", in: folder)
        return daemon
    }

    func send() throws -> Program.Ending {
        try Program.run(
            baton,
            [
                "send", "referral.made", "referral.json", "--node", "demo/nodes/police.json",
                "--to", Self.council,
            ], in: folder)
    }

    func ask(_ words: String...) throws -> Program.Ending {
        try Program.run(batond, words + ["--config", "demo/baton.yaml"], in: folder)
    }

    var log: String {
        get throws {
            try String(contentsOf: folder.appending(path: "daemon.log"), encoding: .utf8)
        }
    }

    /// The file of the store.
    var store: URL {
        get throws {
            let state = folder.appending(path: "demo")
            let names = try FileManager.default.subpathsOfDirectory(atPath: state.path)
            guard let name = names.first(where: { $0.hasSuffix(".db") }) else {
                throw CocoaError(.fileNoSuchFile)
            }
            return state.appending(path: name)
        }
    }
}

@Suite(.serialized) struct `A clock set while the daemon runs` {
    private static let library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"

    @Test(.timeLimit(.minutes(5)), arguments: ["+365d", "-365d"])
    func `is in doubt until it is confirmed, and referrals go on`(step: String) throws {
        guard FileManager.default.fileExists(atPath: Self.library) else {
            print("clock steps are not tried: libfaketime is not installed")
            return
        }
        let ground = try Ground()
        let time = ground.folder.appending(path: "time")
        try "+0\n".write(to: time, atomically: true, encoding: .utf8)
        let daemon = try ground.start([
            "LD_PRELOAD=\(Self.library)", "FAKETIME_TIMESTAMP_FILE=\(time.path)",
            "FAKETIME_NO_CACHE=1", "FAKETIME_DONT_FAKE_MONOTONIC=1",
            // The first program under the library loses its arguments in Swift; the shell does not.
            "/bin/sh", "-c", "exec \"$0\" \"$@\"",
        ])
        defer { daemon.stop() }
        #expect(try ground.send().status == 0)
        #expect(try ground.ask("clock", "confirm").output.contains("was not in doubt"))
        try "\(step)\n".write(to: time, atomically: true, encoding: .utf8)
        // Under this library the timers of a Swift program may never end: the daemon looks at its
        // clock when it is called, and to wait for it to look by itself may be to wait for ever.
        let sent = try ground.send()
        #expect(sent.status == 0, "\(sent.output)")
        try "+0\n".write(to: time, atomically: true, encoding: .utf8)
        let confirmed = try ground.ask("clock", "confirm")
        #expect(confirmed.status == 0)
        #expect(confirmed.output.contains("is confirmed at"), "\(confirmed.output)")
        #expect(try ground.send().status == 0)
        let fsck = try ground.ask("fsck")
        #expect(fsck.status == 0, "\(fsck.output)")
    }
}

@Suite(.serialized) struct `A store` {
    @Test(.timeLimit(.minutes(5)))
    func `with a flipped bit is found by fsck, by its index, and never served`() throws {
        let ground = try Ground()
        let daemon = try ground.start()
        let token = try ground.send().output.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(try ground.ask("fsck").output.contains("clean: "))
        daemon.stop()
        let clean = try ground.ask("fsck")
        #expect(clean.status == 0, "\(clean.output)")

        // The referral is entry 2: a bit in the middle of what it says.
        let said = try DatabaseQueue(path: ground.store.path).read { database in
            try Data.fetchOne(database, sql: "SELECT content FROM entries WHERE ix = 2")
        }
        var bytes = try Data(contentsOf: ground.store)
        let content = try #require(said)
        let place = try #require(bytes.range(of: content))
        bytes[place.lowerBound + place.count / 2] ^= 1
        try bytes.write(to: ground.store)
        let damaged = try ground.ask("fsck")
        #expect(damaged.status == 65, "\(damaged.output)")
        #expect(damaged.output.contains("fault: entry 2: "), "\(damaged.output)")

        let again = try ground.start()
        defer { again.stop() }
        let receipt = try Program.run(
            ground.baton, ["receipt", token, "--node", "demo/nodes/police.json"],
            in: ground.folder)
        #expect(receipt.status != 0)
        let log = try ground.log
        #expect(log.contains("entry 2: "), "\(log)")
        #expect(try ground.ask("fsck").status == 65)
    }

    @Test(.timeLimit(.minutes(5)))
    func `with rows beyond its head, or without its documents, is not called clean`() throws {
        let ground = try Ground()
        let daemon = try ground.start()
        #expect(try ground.send().status == 0)
        func tamper(_ statements: String...) throws {
            try DatabaseQueue(path: ground.store.path).write { database in
                for statement in statements { try database.execute(sql: statement) }
            }
        }
        try tamper(
            "INSERT INTO checkpoints SELECT size + 20, X'00' FROM head",
            "INSERT INTO tree SELECT 1, size / 16 + 2, zeroblob(32) FROM head")
        let served = try ground.ask("fsck")
        daemon.stop()
        for ending in [served, try ground.ask("fsck"), try ground.ask("backup", "--to", "kept.db")]
        {
            #expect(ending.status == 65, "\(ending.output)")
            for what in ["a checkpoint of ", "the hash 2 of level 1"] {
                #expect(ending.output.contains("fault: \(what)"), "\(ending.output)")
            }
        }
        try tamper(
            "DELETE FROM checkpoints WHERE size > (SELECT size FROM head)",
            "DELETE FROM tree WHERE number > (SELECT size / 16 FROM head)",
            "DELETE FROM documents")
        for ending in [try ground.ask("fsck"), try ground.ask("backup", "--to", "kept.db")] {
            #expect(ending.status == 65, "\(ending.output)")
            #expect(
                ending.output.contains(
                    "`log-keys` of the configuration of entry 1, is not there"),
                "\(ending.output)")
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `is written and read under the keys that it was begun with, or not at all`() throws {
        let ground = try Ground()
        let daemon = try ground.start()
        #expect(try ground.send().status == 0)
        daemon.stop()
        let keys = ground.folder.appending(path: "demo/keys")
        let key = keys.appending(path: "store-1.key")
        let right = try Data(contentsOf: key)
        try Data(repeating: 7, count: 32).write(to: key)
        for words in [["check"], ["fsck"], ["backup", "--to", "kept.db"], ["serve"]] {
            let refused = try Program.run(
                ground.batond, words + ["--config", "demo/baton.yaml"], in: ground.folder)
            #expect(refused.status == 78, "\(words): \(refused.output)")
            #expect(
                refused.output.contains("store-1.key is not the key that the store was written"))
            #expect(!refused.output.contains("altered"))
        }
        #expect(
            !FileManager.default.fileExists(
                atPath: ground.folder.appending(path: "kept.db").path))
        try right.write(to: key)
        let again = try ground.start()
        defer { again.stop() }
        #expect(try ground.send().status == 0)
    }

    @Test(.timeLimit(.minutes(5)))
    func `is neither made nor called clean by who looks after it`() throws {
        let ground = try Ground()
        for words in [["fsck"], ["backup", "--to", "kept.db"]] {
            let refused = try Program.run(
                ground.batond, words + ["--config", "demo/baton.yaml"], in: ground.folder)
            #expect(refused.status == 78, "\(words): \(refused.output)")
            #expect(refused.output.contains("there is no store at "), "\(refused.output)")
        }
        #expect(throws: CocoaError.self) { try ground.store }
    }

    @Test(.timeLimit(.minutes(5)))
    func `is not begun by a daemon whose address another program holds`() throws {
        let (ground, other) = (try Ground(), try Ground())
        let daemon = try ground.start()
        defer { daemon.stop() }
        let file = "demo/baton.yaml"
        let ports = try [ground, other].map { ground in
            let text = try String(
                contentsOf: ground.folder.appending(path: file), encoding: .utf8)
            return try #require(text.firstMatch(of: /http: "(127\.0\.0\.1:\d+)"/)?.output.1)
        }
        let text = try String(contentsOf: other.folder.appending(path: file), encoding: .utf8)
        try text.replacing(ports[1], with: ports[0]).write(
            to: other.folder.appending(path: file), atomically: true, encoding: .utf8)
        let refused = try other.ask("serve")
        #expect(refused.status == 69, "\(refused.output)")
        #expect(
            refused.output.contains(
                "`listen` names \(ports[0]), which another program holds: stop it, or name another"),
            "\(refused.output)")
        #expect(try other.ask("fsck").output.contains("clean: 0 entries"))
    }

    @Test(.timeLimit(.minutes(5)))
    func `is backed up while it is served, and comes back as it was`() throws {
        let ground = try Ground()
        let daemon = try ground.start()
        for _ in 0..<3 { #expect(try ground.send().status == 0) }
        let backup = try ground.ask("backup", "--to", "kept.db")
        #expect(backup.status == 0, "\(backup.output)")
        #expect(backup.output.contains("sha256 "))
        #expect(backup.output.contains("without the keys this backup is useless"))
        #expect(try ground.ask("backup", "--to", "kept.db").status == 64)
        let nowhere = try ground.ask("backup", "--to", "nowhere/kept.db")
        #expect(nowhere.status == 74)
        #expect(nowhere.output.contains("nowhere is no folder: make it, or name another"))
        #expect(try ground.send().status == 0)
        daemon.stop()

        // Put back over a newer log: what was acknowledged since would be lost, so it is refused.
        let store = try ground.store
        try FileManager.default.removeItem(at: store)
        try FileManager.default.copyItem(at: ground.folder.appending(path: "kept.db"), to: store)
        let inspected = try ground.ask("fsck")
        #expect(inspected.status == 65)
        #expect(inspected.output.contains("fault: the store went back in time"))
        #expect(inspected.output.contains("the log is clean"), "\(inspected.output)")
        let refused = try ground.ask("serve")
        #expect(refused.status == 78, "\(refused.output)")
        #expect(refused.output.contains("went back in time"))

        // In a place of its own, with its own checkpoint beside it, it serves.
        let checkpoint = URL(filePath: store.path + ".checkpoint")
        try FileManager.default.removeItem(at: checkpoint)
        try FileManager.default.copyItem(
            at: ground.folder.appending(path: "kept.db.checkpoint"), to: checkpoint)
        #expect(try ground.ask("fsck").status == 0)
        let restored = try ground.start()
        defer { restored.stop() }
        #expect(try ground.send().status == 0)
        let leftovers = try FileManager.default.contentsOfDirectory(atPath: ground.folder.path)
        #expect(!leftovers.contains { $0.hasPrefix("kept.db.part") })
    }
}
