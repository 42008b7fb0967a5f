// SPDX-License-Identifier: Apache-2.0

import Ledger
import Relay
import Safeguarding
import Testing
import Web

@testable import Daemon

@Suite struct `A reload` {
    let desk: Desk
    let running: Configuration

    init() throws {
        desk = try Desk()
        running = try desk.read()
    }

    @Test func `takes what may change while the daemon runs`() throws {
        let next = try desk.read(
            ("kind: police", "kind: other"),
            ("signing_key: keys/broker.jwk", "signing_key: keys/police.jwk"))
        #expect(running.obstacles(to: next) == [])
    }

    @Test func `takes a new store key beside the old one`() throws {
        let next = try desk.read(
            (
                "store_keys: {1: keys/store-1.key}",
                "store_keys: {1: keys/store-1.key, 2: keys/store-2.key}"
            ))
        #expect(running.obstacles(to: next) == [])
        #expect(next.setting.vault.currentStoreKey == 2)
        #expect(next.obstacles(to: running) == [.secret("broker.store_keys.2")])
    }

    @Test func `does not move the store or a listener`() throws {
        let next = try desk.read(
            ("state/baton.db", "state/other.db"), ("127.0.0.1:8470", "127.0.0.1:9470"))
        #expect(
            running.obstacles(to: next) == [
                .store("\(desk.path)/state/other.db"), .listen(.tcp(host: "127.0.0.1", port: 9470)),
            ])
        let other = try desk.read(
            ("management: 127.0.0.1:8471", "management: unix:/run/baton.sock"))
        #expect(running.obstacles(to: other) == [.management(.unix(path: "/run/baton.sock"))])
    }

    @Test func `does not rename the log`() throws {
        let next = try desk.read(
            ("origin: baton.example/log", "origin: baton.example/log/2"))
        #expect(running.obstacles(to: next) == [.origin("baton.example/log/2")])
    }

    @Test func `does not exchange a secret under what it protects`() throws {
        for name in ["store-1", "index-1", "jti"] {
            try desk.write("keys/\(name).key", Array(repeating: 77, count: 32))
        }
        try desk.write("keys/log.jwk", try desk.bytes("keys/council.jwk"))
        #expect(
            running.obstacles(to: try desk.read()) == [
                .secret("broker.index_keys.1"), .secret("broker.jti_key"),
                .secret("broker.store_keys.1"), .secret("log.key"),
            ])
    }

    @Test func `is told by name why it does not take effect`() throws {
        #expect(
            ReloadObstacle.store("/b.db").description
                == "`store` names /b.db, which a reload cannot open, write the old path or restart")
        #expect(
            ReloadObstacle.secret("broker.jti_key").description
                == "`broker.jti_key` was exchanged or taken away while what it protects is in use, "
                + "put the old key back: this one is never exchanged")
        #expect(
            ReloadObstacle.secret("broker.store_keys.1").instead
                == "put the old key back, and name a new one beside it under a new number")
        #expect(
            ReloadObstacle.secret("log.key").description
                == "`log.key` is not the key that signs the log, and a reload does not exchange it, "
                + "restart, with the old one under `log.previous` (the article LogKeys)")
    }

    @Test func `is told where it is written`() throws {
        let next = try desk.read(
            ("127.0.0.1:8470", "127.0.0.1:9470"), ("127.0.0.1:8471", "127.0.0.1:9471"),
            ("state/baton.db", "state/other.db"), ("origin: baton.example/log", "origin: other/log")
        )
        let places = running.obstacles(to: next).map {
            desk.plain(next.written[$0.member].fault($0.what, $0.instead).description)
                .prefix { $0 != " " }
        }
        #expect(
            places == [
                "baton.yaml:10:17:", "baton.yaml:8:16:", "baton.yaml:9:13:", "baton.yaml:7:15:",
            ])
        let gone = try desk.read(
            (
                "store_keys: {1: keys/store-1.key}", "store_keys: {2: keys/store-2.key}"
            ))
        #expect(running.obstacles(to: gone).map(\.member) == ["broker.store_keys.1"])
        let place = gone.written["broker.store_keys.1"].fault("", "").description
        #expect(desk.plain(place) == "baton.yaml:4:15: , ")
    }
}
