// SPDX-License-Identifier: Apache-2.0

import Foundation
import Logging
import Safeguarding
import Synchronization
import Testing

@testable import Daemon

/// Lines that were written.
final class Lines: Sendable {
    private let box = Mutex<[String]>([])

    var all: [String] { box.withLock { $0 } }

    func add(_ line: String) { box.withLock { $0.append(line) } }

    /// Waits until a line has these words; the test limits the time.
    func wait(for words: String) async throws {
        while !all.contains(where: { $0.contains(words) }) {
            try Task.checkCancellation()
            await Task.yield()
        }
    }

    func logger(_ style: LogOutput.Style = .plain, level: Logger.Level = .info) -> Logger {
        let output = LogOutput(style, now: { Instant(seconds: 0) }) { self.add($0) }
        return Logger(label: "test") { _ in LineLogHandler(output, level: level) }
    }
}

@Suite struct `A log line` {
    let lines = Lines()

    @Test func `is pairs, with the time and the level first`() {
        var logger = lines.logger()
        logger[metadataKey: "origin"] = "baton.example/log"
        logger.notice("the broker serves", metadata: ["size": "\(2)"])
        #expect(
            lines.all == [
                "time=1970-01-01T00:00:00Z level=notice msg=\"the broker serves\" "
                    + "origin=baton.example/log size=2"
            ])
    }

    @Test(arguments: [
        (Logger.Level.trace, 7), (.debug, 7), (.info, 6), (.notice, 5), (.warning, 4), (.error, 3),
        (.critical, 2),
    ])
    func `begins with its priority under systemd`(_ level: Logger.Level, _ priority: Int) {
        lines.logger(.journal, level: .trace).log(level: level, "stop")
        #expect(lines.all == ["<\(priority)>msg=stop"])
    }

    @Test func `is not written when it is less urgent than asked for`() {
        let logger = lines.logger(level: .warning)
        logger.notice("one")
        logger.warning("two")
        #expect(lines.all.count == 1)
    }

    @Test(arguments: [
        ("", "\"\""), ("a b", "\"a b\""), ("a=b", "\"a=b\""), ("a\"b", "\"a\\\"b\""),
        ("a\\b", "\"a\\\\b\""), ("a\nlevel=info", "\"a\\nlevel=info\""), ("a\tb", "\"a\\tb\""),
        ("a\u{1B}[31m", "\"a\\u{1b}[31m\""), ("a\u{202E}b", "\"a\\u{202e}b\""),
        ("a\u{2028}b", "\"a\\u{2028}b\""), ("Ängström", "Ängström"),
    ])
    func `cannot be ended or forged by what others wrote`(_ value: String, _ written: String) {
        lines.logger(.journal).info("x", metadata: ["k": "\(value)"])
        #expect(lines.all == ["<6>msg=x k=\(written)"])
    }

    @Test func `has keys that are one word`() {
        lines.logger(.journal).info("x", metadata: ["a key=\n": "v"])
        #expect(lines.all == ["<6>msg=x a_key__=v"])
    }

    @Test func `says what was thrown`() {
        lines.logger(.journal).error("x", error: FileFault("/f", 28))
        #expect(lines.all == ["<3>msg=x error=\"/f: No space left on device\""])
    }

    @Test func `of a fault stands as it is, for people and for the journal`() {
        for style in [LogOutput.Style.plain, .journal] {
            LogOutput(style, now: { Instant(seconds: 0) }) { lines.add($0) }
                .write(.error, verbatim: "baton.yaml:1:1: wrong, write right")
        }
        #expect(
            lines.all == [
                "baton.yaml:1:1: wrong, write right", "<3>baton.yaml:1:1: wrong, write right",
            ])
    }
}

@Suite struct `A log line for the journal` {
    private let desk: Desk
    private let socket: NotifySocket
    private let lines = Lines()

    init() throws {
        desk = try Desk()
        socket = try NotifySocket("\(desk.path)/journal")
    }

    private func logger(_ path: String) -> Logger {
        let output = LogOutput(.journal, journal: path, now: { Instant(seconds: 0) }) {
            lines.add($0)
        }
        return Logger(label: "test") { _ in LineLogHandler(output) }
    }

    @Test func `is kept in fields, with the identifier of its kind`() {
        logger(socket.path).notice(
            "the broker serves", metadata: ["down_since": "a day", "version": "1"])
        #expect(
            socket.received() == [
                """
                MESSAGE=the broker serves down_since="a day" version=1
                PRIORITY=5
                SYSLOG_IDENTIFIER=batond
                MESSAGE_ID=\(JournalKind.serves.id)
                BATON_DOWN_SINCE=a day
                BATON_VERSION=1

                """
            ])
        #expect(lines.all == [])
    }

    @Test func `cannot be given another field by what others wrote`() {
        logger(socket.path).info("x", metadata: ["why": "a\nPRIORITY=0"])
        let told = socket.received().first ?? ""
        #expect(told.hasSuffix("BATON_WHY\n\u{C}\0\0\0\0\0\0\0a\nPRIORITY=0\n"))
    }

    @Test(arguments: [
        (JournalEntry.mostValueBytes, false), (JournalEntry.mostValueBytes + 1, true),
    ])
    func `is cut where it is too long, and says so`(_ count: Int, _ isCut: Bool) {
        let value = String(repeating: "v", count: count)
        let line = LogLine(level: .info, message: "x", pairs: [("why", value)])
        let text = String(decoding: JournalEntry(line).bytes, as: UTF8.self)
        #expect(text.hasSuffix(isCut ? "v … (\(count) bytes)\n" : "v\n"))
    }

    @Test func `is one datagram also when every field is as long as can be`() {
        let value = String(repeating: "v", count: JournalEntry.mostValueBytes + 1)
        for count in [JournalEntry.mostFields, JournalEntry.mostFields + 1] {
            let pairs = (1...count).map { (key: "key_\($0)", value: value) }
            logger(socket.path).info(
                "x", metadata: .init(uniqueKeysWithValues: pairs.map { ($0.key, "\($0.value)") }))
            #expect(socket.received(atMost: 1 << 18).count == 1)
            let bytes = JournalEntry(LogLine(level: .info, message: "x", pairs: pairs)).bytes
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(!text.contains("BATON_KEY_\(JournalEntry.mostFields + 1)="))
        }
    }

    @Test func `goes to standard error when the journal does not take it`() {
        logger("\(desk.path)/nobody").info("x")
        #expect(lines.all == ["<6>msg=x"])
    }

    @Test func `is listed with its identifier among what to alarm on`() throws {
        let article = URL(filePath: Desk.data.path)
            .appending(path: "Sources/Daemon/Daemon.docc/Alarms.md")
        let text = try String(contentsOf: article, encoding: .utf8)
        for kind in JournalKind.allCases {
            #expect(text.contains("| `\(kind.id)` |"), "\(kind.rawValue)")
        }
    }

    @Test func `has an identifier that is its kind's alone`() {
        let ids = JournalKind.allCases.map(\.id)
        #expect(Set(ids).count == ids.count)
        for id in ids {
            #expect(id.count == 32 && id.allSatisfy { "0123456789abcdef".contains($0) })
        }
    }
}
