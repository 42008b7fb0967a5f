// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Foundation
import Programs
import Testing

extension Torture {
    /// Row S01 of the acceptance table: whoever is root edits, deletes and re-orders rows by SQL.
    @Suite struct `A row that was altered by SQL` {
        /// What is done to the store of a stopped daemon, and what fsck says of it.
        private struct Alteration {
            let name: String
            let statements: [String]
            /// One of these is said.
            let words: [String]
        }

        @Test func `is named by fsck`() async throws {
            let town = try Town()
            defer { town.leave() }
            try await fill(town)
            let rest = try StoreAtRest(town)
            let entries = try StoreRows.of(town) {
                try $0.numbers("SELECT entry FROM messages WHERE status = 0 ORDER BY entry")
            }
            let middle = entries.count / 2
            let alterations = Self.alterations(
                of: entries[middle], and: entries[middle + 1], last: try last(town))
            for alteration in alterations {
                try StoreRows.of(town) { try $0.run(alteration.statements) }
                let found = try town.inspected()
                #expect(found.status == 65, "\(alteration.name): \(found.output)")
                #expect(
                    alteration.words.contains(where: found.output.contains),
                    "\(alteration.name): \(found.output.prefix(2_000))")
                try rest.put()
            }
            #expect(try town.fsck() == nil)
            Torture.report(
                "rows altered by SQL: \(alterations.count) ways (edited, deleted, re-ordered, put in the "
                    + "place of others), all named by fsck")
        }

        private func fill(_ town: Town) async throws {
            try await Exchange.withHTTP(isPatient: false) { exchange in
                let poster = try Poster(town, over: exchange)
                let daemon = try await Batond.ready(town)
                #expect(try await poster.post(20, inFlight: 1).accepted == 20)
                let polled = try town.baton([
                    "poll", "--ack", "--node", "demo/nodes/council.json",
                ])
                #expect(polled.status == 0, "\(polled.output)")
                #expect(try await daemon.stop() == .exit(0))
            }
        }

        private func last(_ town: Town) throws -> Int64 {
            try StoreRows.of(town) { try $0.numbers("SELECT max(ix) FROM entries")[0] }
        }

        private static func alterations(
            of entry: Int64, and other: Int64, last: Int64
        ) -> [Alteration] {
            edited(entry, other) + deleted(entry, last: last) + moved(entry, other)
                + projections(entry)
        }

        private static func edited(_ entry: Int64, _ other: Int64) -> [Alteration] {
            let unsigned = [
                "entry \(entry) does not give the root that the checkpoint of size",
                "do not give the root that the checkpoint of size",
            ]
            return [
                Alteration(
                    name: "another time",
                    statements: ["UPDATE entries SET at = at + 1 WHERE ix = \(entry)"],
                    words: unsigned),
                Alteration(
                    name: "another partnership",
                    statements: ["UPDATE entries SET p = 7 WHERE ix = \(entry)"], words: unsigned),
                Alteration(
                    name: "other facts",
                    statements: [
                        "UPDATE entries SET content = (SELECT content FROM entries "
                            + "WHERE ix = \(other)) WHERE ix = \(entry)"
                    ], words: ["entry \(entry): its facts are not what its leaf commits to"]),
                Alteration(
                    name: "purged, says the row",
                    statements: ["UPDATE messages SET purged_by = 1 WHERE entry = \(entry)"],
                    words: ["entry \(entry): its message was purged and is here again"]),
            ]
        }

        private static func deleted(_ entry: Int64, last: Int64) -> [Alteration] {
            [
                Alteration(
                    name: "an entry deleted",
                    statements: ["DELETE FROM entries WHERE ix = \(entry)"],
                    words: ["entry \(entry) is not there"]),
                Alteration(
                    name: "the last entry deleted",
                    statements: ["DELETE FROM entries WHERE ix = \(last)"],
                    words: ["entry \(last) is not there"]),
                Alteration(
                    name: "a message deleted",
                    statements: ["DELETE FROM messages WHERE entry = \(entry)"],
                    words: ["entry \(entry): its message is not there"]),
                Alteration(
                    name: "a data key deleted",
                    statements: ["DELETE FROM erasable WHERE entry = \(entry)"],
                    words: [
                        "entry \(entry): its message is gone, and no entry says that it was purged"
                    ]),
            ]
        }

        private static func moved(_ entry: Int64, _ other: Int64) -> [Alteration] {
            [
                Alteration(
                    name: "two entries in another order",
                    statements: [
                        "UPDATE entries SET ix = -1 WHERE ix = \(entry)",
                        "UPDATE entries SET ix = \(entry) WHERE ix = \(other)",
                        "UPDATE entries SET ix = \(other) WHERE ix = -1",
                    ], words: ["entry \(entry): its message does not open"]),
                Alteration(
                    name: "an entry whole in the place of another",
                    statements: [
                        "DELETE FROM entries WHERE ix = \(entry)",
                        "INSERT INTO entries SELECT \(entry), at, p, commitment, secret, content "
                            + "FROM entries WHERE ix = \(other)",
                    ], words: ["entry \(entry): its message does not open"]),
                Alteration(
                    name: "a message in the place of another",
                    statements: [
                        "UPDATE messages SET body = (SELECT body FROM messages "
                            + "WHERE entry = \(other)) WHERE entry = \(entry)"
                    ], words: ["entry \(entry): its message does not open"]),
                Alteration(
                    name: "no particulars",
                    statements: [
                        "UPDATE erasable SET particulars = x'7b7d' WHERE entry = \(entry)"
                    ],
                    words: ["entry \(entry): its message says other than the particulars"]),
            ]
        }

        private static func projections(_ entry: Int64) -> [Alteration] {
            [
                Alteration(
                    name: "a roll-up", statements: ["UPDATE sharing SET delivered = delivered + 1"],
                    words: ["sharing: the live table alone has"]),
                Alteration(
                    name: "a delivery",
                    statements: [
                        "UPDATE handoffs SET delivered_at = NULL, delivered_by = NULL "
                            + "WHERE delivered_at IS NOT NULL AND name >> 16 = \(entry)"
                    ], words: ["handoffs: the live table alone has"]),
                Alteration(
                    name: "an expectation that is met, says the row",
                    statements: ["UPDATE expectations SET state = 1 WHERE name >> 16 = \(entry)"],
                    words: ["expectations: the live table alone has"]),
                Alteration(
                    name: "an expectation deleted",
                    statements: ["DELETE FROM expectations WHERE name >> 16 = \(entry)"],
                    words: ["expectations: the live table lacks"]),
                Alteration(
                    name: "a smaller head", statements: ["UPDATE head SET size = size - 1"],
                    words: [
                        "the head of the log is not that of", "the head of the log cannot be read",
                    ]),
            ]
        }

        @Test func `is told by the next audit that reads it, and never believed`() async throws {
            let town = try Town()
            defer { town.leave() }
            try await Exchange.withHTTP(isPatient: false) { exchange in
                let poster = try Poster(town, over: exchange)
                let daemon = try await Batond.ready(town)
                #expect(try await poster.post(4, inFlight: 1).accepted == 4)
                let entries = try StoreRows.of(town) {
                    try $0.numbers("SELECT entry FROM messages WHERE status = 0 ORDER BY entry")
                }
                // While it serves: SQLite lets whoever may write the file do so.
                try StoreRows.of(town) {
                    try $0.run([
                        "UPDATE entries SET secret = zeroblob(32) WHERE ix = \(entries[1])"
                    ])
                }
                for (position, promise) in poster.journal.acknowledgements.enumerated() {
                    let asked = try town.baton([
                        "audit", "thread", promise.sent.thread, "--node",
                        "demo/nodes/partnership.json",
                    ])
                    #expect((asked.status == 0) == (position != 1), "\(asked.output)")
                }
                #expect(daemon.said.contains("entry \(entries[1])"), "\(daemon.said)")
                let found = try town.inspected()
                #expect(found.status == 65, "\(found.output)")
                #expect(
                    found.output.contains(
                        "entry \(entries[1]): its facts are not what its leaf commits to"))
                #expect(try await daemon.stop() == .exit(0))
            }
            Torture.report(
                "a row altered under a running daemon: named by the audit that read it and by fsck through "
                    + "the management listener; the three threads beside it as they were")
        }
    }
}
