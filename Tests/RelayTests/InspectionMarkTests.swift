// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import GRDB
import Ledger
import SQLiteStore
import Safeguarding
import SampleTown
import Synchronization
import Testing
import TransparencyLog

@testable import Relay

/// What is found must not be lost, neither to a read that fails nor to a restart.
@Suite struct `An inspection that is interrupted` {
    private let town: SampleTown

    init() throws { town = try SampleTown() }

    /// A log of more than one block in which the facts of two entries are gone, and later ones say other
    /// than they did.
    private func damaged() async throws -> Stage {
        let stage = try await Stage(town)
        for number in 0..<300 {
            try await stage.broker.note(
                ReadFacts(agency: town.manager.id, person: "staff-\(number)", question: "Q1"),
                partnership: 1)
        }
        let path = stage.place.appending(path: "baton.db").path
        try await DatabaseQueue(path: path).write { database in
            for sql in [
                "UPDATE entries SET secret = zeroblob(32), content = x'' WHERE ix IN (5, 6, 9)",
                "UPDATE entries SET secret = zeroblob(32) WHERE ix IN (280, 300)",
            ] { try database.execute(sql: sql) }
        }
        return stage
    }

    private func lines(_ inspection: inout LogInspection) async throws -> [String] {
        var lines: [String] = []
        while true {
            do throws(StoreFailure) {
                guard let found = try await inspection.step() else { return lines }
                lines += found
            } catch {
                #expect(error == .busy)
            }
        }
    }

    @Test func `by a read that fails, whichever it is, tells all that it finds, and once`()
        async throws
    {
        let stage = try await damaged()
        let calm = FailingSource(stage.store, at: .max)
        var inspection = LogInspection(calm, stage.broker.setting)
        let wanted = try await lines(&inspection)
        #expect(wanted.count == 5, "\(wanted)")
        for number in 0..<calm.reads {
            inspection = LogInspection(
                FailingSource(stage.store, at: number), stage.broker.setting)
            #expect(try await lines(&inspection) == wanted, "after read \(number)")
            #expect(inspection.outcome.faults == wanted.count)
        }
    }

    @Test func `by a read that fails among leaves taken one by one takes none of them twice`()
        async throws
    {
        let stage = try await damaged()
        let path = stage.place.appending(path: "baton.db").path
        try await DatabaseQueue(path: path).write {
            try $0.execute(sql: "UPDATE tree SET hash = x'00' WHERE level = 1 AND number = 0")
        }
        let calm = FailingSource(stage.store, at: .max)
        var inspection = LogInspection(calm, stage.broker.setting)
        let wanted = try await lines(&inspection)
        #expect(wanted.contains { $0.contains("what is kept of the tree cannot be read") })
        let entries = inspection.outcome.entries
        for number in 0..<calm.reads {
            inspection = LogInspection(
                FailingSource(stage.store, at: number), stage.broker.setting)
            #expect(try await lines(&inspection) == wanted, "after read \(number)")
            #expect(inspection.outcome.entries == entries)
        }
    }

    @Test func `by a restart still knows whose facts are gone`() async throws {
        let stage = try await damaged()
        var first = LogInspection(stage.store, stage.broker.setting)
        while first.mark == nil { _ = try await first.step() }
        let mark = try #require(first.mark)
        let text = String(decoding: mark.bytes, as: UTF8.self)
        #expect(text.hasSuffix("\nmissing 5 6\nmissing 9 9\n"), "\(text)")
        let read = try #require(InspectionMark(mark.bytes))
        #expect(read == mark && read.next == LogInspection.page)
        var second = LogInspection(stage.store, stage.broker.setting, from: read)
        let found = try await lines(&second)
        for entry in [5, 6, 9] {
            #expect(found.contains { $0.hasPrefix("entry \(entry): its facts are gone") })
        }
        for broken in ["missing 6 5", "missing 5 64", "missing -1 2", "missing 5", "lost 5 6"] {
            #expect(InspectionMark(mark.bytes + Array((broken + "\n").utf8)) == nil, "\(broken)")
        }
    }

    @Test func `keeps no mark of more spans than it has room for`() throws {
        func mark(_ spans: Int) -> InspectionMark? {
            InspectionMark(
                next: 1 << 40, lastAt: Instant(milliseconds: 1), blocks: .init(),
                missing: Set((0..<spans).map { (1 << 39) + Int64($0) * 2 }))
        }
        let largest = try #require(mark(InspectionMark.mostSpans))
        #expect(largest.bytes.count < InspectionMark.mostBytes / 10 * 9)
        #expect(mark(InspectionMark.mostSpans + 1) == nil)
    }
}

/// A store of which one read fails, and the same read again does not.
private final class FailingSource: SnapshotSource {
    private let store: SQLiteStore
    private let failing: Int
    private let count = Mutex(0)

    init(_ store: SQLiteStore, at failing: Int) {
        self.store = store
        self.failing = failing
    }

    var reads: Int { count.withLock { $0 } }

    func read<Result: Sendable>(
        _ work: @escaping @Sendable (any StoreReading) throws(StoreFailure) -> Result
    ) async throws(StoreFailure) -> Result {
        let number = count.withLock { count in
            defer { count += 1 }
            return count
        }
        if number == failing { throw .busy }
        return try await store.read(work)
    }
}
