// SPDX-License-Identifier: Apache-2.0

import GRDB
import Ledger
package import Relay
import Safeguarding
import TransparencyLog

extension SQLiteStore {
    /// Makes every table of state again from the entries and compares it with the live one.
    ///
    /// It works on a connection of its own, on one snapshot, in temporary tables; nothing waits for
    /// it. Each entry is also written anew from what it says and compared with itself, so that
    /// facts, parts, commitment and tree agree.
    ///
    /// - Returns: a sentence for each difference; none when all is as it must be.
    package func verifyProjections() throws(StoreFailure) -> [String] {
        let queue = try attempt { try DatabaseQueue(path: path) }
        return try attempt {
            try queue.writeWithoutTransaction { database in
                var differences: [String] = []
                try database.inTransaction(.deferred) {
                    differences = try Rebuild(database, origin: origin).differences()
                    return .rollback
                }
                return differences
            }
        }
    }
}

/// The tables of state, made again as temporary ones that hide those of the file.
///
/// Commands name tables without a schema, and SQLite looks among temporary tables first: so the
/// projection that is compared is the very code that runs when an entry is appended.
private struct Rebuild {
    private let session: Session
    /// After how many differences the rest is not looked at.
    private static let differencesTold = 100
    /// How many rows of sums are gathered before they are added to the table.
    private static let sumsInMemory = 1_000
    /// The most differences that are told of each table.
    private static let differencesPerTable = 20

    init(_ database: Database, origin: String) throws {
        for part in Schema.parts where part.isProjection {
            try database.execute(sql: part.statement(temporary: true))
        }
        session = Session(database, origin: origin, known: Roster(), newest: Newcomers())
    }

    func differences() throws -> [String] {
        var differences: [String] = []
        var head = LogHead(
            origin: LogOrigin(session.origin), frontier: Frontier(),
            lastAt: Instant(milliseconds: .min),
            configuration: 0)
        let size = try session.nextIndex()
        var named: Set<Int64> = []
        for index in 0..<size {
            guard let entry = try session.entries(.indices([index])).first else {
                return differences + ["entry \(index) is not there"]
            }
            guard entry.isForgotten || entry.damage == nil else {
                // What it says now is not what the tables were made of.
                return differences + ["entry \(index) does not hold what it commits to"]
            }
            guard entry.at >= head.lastAt else {
                return differences + ["entry \(index) goes back in time"]
            }
            guard differences.count < Self.differencesTold else { return differences }
            if entry.isForgotten {
                try Projection(session: session, entry: entry).projectForgotten(
                    head.append(entry), try forgottenName(index))
            } else {
                differences += try project(entry, &head, &named)
            }
            try session.file()
            if session.writing.sharing.count > Self.sumsInMemory { try session.keepSharing() }
        }
        try session.writeAdded()
        try session.keepSharing()
        if head.size > 0 { try session.keep(head) }
        differences += compareForgotten(named)
        for table in Schema.parts
        where table.isProjection && !table.body.hasPrefix("ON ")
            && Self.names[table.name] == nil
        {
            differences += try compare(table.name)
        }
        for (table, column) in Self.names.sorted(by: { $0.key < $1.key }) {
            differences += try compare(names: table, column)
        }
        return differences
    }

    /// Facts are gone where an entry says that they were purged, and nowhere else.
    private func compareForgotten(_ named: Set<Int64>) -> [String] {
        let unnamed = session.forgotten.subtracting(named).sorted().map {
            "the facts of entry \($0) are gone, and no entry says that they were purged"
        }
        let kept = named.subtracting(session.forgotten).sorted().map {
            "entry \($0) has facts that another says were purged"
        }
        return Array((unnamed + kept).prefix(Self.differencesPerTable))
    }

    private func project(
        _ entry: LedgerEntry, _ head: inout LogHead, _ forgotten: inout Set<Int64>
    ) throws -> [String] {
        let happening = try entry.restored(origin: session.origin)
        for case .forgotten(let part) in happening.parts { forgotten.insert(part.entry) }
        if case .gap(let facts) = happening.facts {
            guard facts.number(base: session.origin) > head.origin.number else {
                return ["entry \(entry.index) goes on under an origin that was used"]
            }
            head.goOn(as: facts.number(base: session.origin))
        }
        let again = LedgerEntry(
            happening, index: entry.index, at: entry.at, partnership: entry.partnership,
            origin: head.origin, secret: entry.secret)
        let completed = head.append(entry)
        if case .loaded = happening.facts { head.takeEffect(entry.index) }
        try Projection(session: session, entry: entry).project(
            happening, completed, try kept(entry.index))
        return again == entry ? [] : ["entry \(entry.index) does not hold what it commits to"]
    }

    /// What the file keeps of a message that was let in and whose facts were purged.
    private func forgottenName(_ entry: Int64) throws -> (sender: Int64, indexed: [UInt8])? {
        try session.first(.forgottenName, [entry]) { columns throws(StoreFailure) in
            (sender: try columns.integer(), indexed: try columns.bytes())
        }
    }

    private func kept(_ entry: Int64) throws -> Projection.Kept? {
        try session.first(.keptBeside, [entry]) { columns throws(StoreFailure) in
            Projection.Kept(indexed: try columns.bytes(), body: nil)
        }
    }

    /// Rows that one of the two tables has and the other has not.
    private func compare(_ table: String) throws -> [String] {
        let columns = try session.database.columns(in: table, in: "temp").map(\.name)
            .filter { !Self.sources.contains($0) }.joined(separator: ", ")
        let lost = try rows("temp", "main", table, columns)
        let strange = try rows("main", "temp", table, columns)
        return tell(lost, strange, of: table)
    }

    /// Columns that are kept, not projected; what is filed is told by the tables of names.
    private static let sources: Set<String> = ["body", "repetitions", "filed"]

    private func rows(
        _ one: String, _ other: String, _ table: String, _ columns: String
    ) throws -> [String] {
        try rows(
            "SELECT \(columns) FROM \(one).\(table)",
            "SELECT \(columns) FROM \(other).\(table)")
    }

    /// The tables of names, and which column of the messages they find them by.
    private static let names = ["tokens": "indexed", "threads": "txn"]

    /// Everything in a table of names is of a message, and every message is in it that is filed;
    /// the newest may be or not.
    private func compare(names table: String, _ column: String) throws -> [String] {
        let filed = "SELECT \(column), entry FROM main.\(table)"
        let due = """
            SELECT \(column), entry FROM temp.messages
            WHERE status <> 2 AND \(column) IS NOT NULL
            """
        let lost = try rows("\(due) AND entry < (SELECT filed FROM main.head)", filed)
        let strange = try rows(filed, due)
        return tell(lost, strange, of: table)
    }

    private func rows(_ one: String, _ other: String) throws -> [String] {
        try Row.fetchAll(
            session.database,
            sql: "\(one) EXCEPT \(other) LIMIT \(Self.differencesPerTable)"
        ).map { "\($0)" }
    }

    private func tell(_ lost: [String], _ strange: [String], of table: String) -> [String] {
        lost.map { "\(table): the live table lacks \($0)" }
            + strange.map { "\(table): the live table alone has \($0)" }
    }
}

extension Command {
    /// What is kept beside a message, from the file and not from what is being made.
    fileprivate static let keptBeside = Command(
        "SELECT indexed FROM main.messages WHERE entry = ?")
    fileprivate static let forgottenName = Command(
        "SELECT sender, indexed FROM main.messages WHERE entry = ? AND status = 3")
}
