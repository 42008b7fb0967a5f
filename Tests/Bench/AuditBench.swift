// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import ArgumentParser
import Foundation
import Glibc
import Safeguarding
import Wire

/// How soon questions about the past are answered, over a store in which every referral was missed.
struct AuditBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audits",
        abstract: "Measures how soon audits are answered; three handoffs a message.")

    @Option(help: "How many messages are stored before each series, one after the other.")
    var stored: [Int] = [33_334, 333_334]

    @Option(help: "How often each question is asked, after a first time that is not counted.")
    var times = 20

    @Option(help: "A free port; the next one must be free too.")
    var port = 18_470

    /// How many rows the overdue list has when it is read on a screen.
    private static let page = 50

    /// What is asked, each by the partnership's manager, over HTTP, and noted in the log first.
    private static let questions = [
        ("overdue", "/audit/missed?open=true&limit=\(page)"),
        ("overdue.page", "/audit/missed?open=true"), ("sharing", "/audit/sharing"),
        ("Q1", "/audit/questions/Q1"),
    ]

    func run() throws {
        let arena = try Arena(port: port, judging: .missed)
        defer { arena.remove() }
        _ = try arena.start()
        var course = try Course(arena: arena, algorithms: [.es256])
        for level in stored {
            try course.fill(to: level)
            try awaitMisses(arena)
            for (name, path) in Self.questions { try ask(arena, name, path, at: level) }
        }
    }

    /// Asks until the overdue list has a page: the last decisions are due a second after the filling.
    private func awaitMisses(_ arena: Arena) throws {
        let now = Instant(seconds: Int64(time(nil)))
        let caller = try arena.caller(.partnership, now: now)
        let connection = try Connection(port: arena.port)
        var count = 0
        while count < Self.page {
            let answer = try connection.exchange(caller.question(Self.questions[0].1))
            let items = try JSONDocument(parsing: answer.body, limits: .schema).root["items"]
            count = items.map { Array($0.elements).count } ?? 0
        }
    }

    private func ask(_ arena: Arena, _ name: String, _ path: String, at level: Int) throws {
        let now = Instant(seconds: Int64(time(nil)))
        let caller = try arena.caller(.partnership, now: now)
        let connection = try Connection(port: arena.port)
        var waits: [Double] = []
        for turn in 0...times {
            let start = wallMicroseconds()
            let answer = try connection.exchange(caller.question(path))
            guard answer.status == 200 else {
                throw BenchFailure.answer(String(decoding: answer.body, as: UTF8.self))
            }
            if turn > 0 { waits.append(wallMicroseconds() - start) }
        }
        waits.sort()
        Report.say("audit.\(name).p50", waits[waits.count / 2] / 1e3, "ms", level)
        Report.say("audit.\(name).most", waits[waits.count - 1] / 1e3, "ms", level)
    }
}
