// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Relay

@Suite struct `What waits for the next transaction` {
    private static func work() -> Work { Work({ _ throws(StoreFailure) in }, { _ in }) }

    private static func taken(_ queue: inout WorkQueue) -> Int? {
        if case .batch(let batch) = queue.take(256) { return batch.count }
        return nil
    }

    @Test func `begins at once when nobody has more in hand`() {
        var queue = WorkQueue()
        _ = queue.add(Self.work(), limit: 10)
        #expect(Self.taken(&queue) == 1)
    }

    @Test func `waits for what is in hand, and for no more than that`() {
        var queue = WorkQueue()
        queue.bring()
        _ = queue.add(Self.work(), limit: 10)
        #expect(Self.taken(&queue) == nil)
        queue.bring()
        _ = queue.brought()
        _ = queue.add(Self.work(), limit: 10)
        #expect(Self.taken(&queue) == nil)
        _ = queue.brought()
        #expect(Self.taken(&queue) == 2)
    }

    @Test func `does not wait when it is worth a commit already`() {
        var queue = WorkQueue()
        queue.bring()
        for _ in 0..<WorkQueue.worthwhile { _ = queue.add(Self.work(), limit: 100) }
        #expect(Self.taken(&queue) == WorkQueue.worthwhile)
    }

    @Test func `waits once for the crowd that was just answered`() {
        var queue = WorkQueue()
        for _ in 0..<WorkQueue.crowded { _ = queue.add(Self.work(), limit: 100) }
        #expect(Self.taken(&queue) == WorkQueue.crowded)
        _ = queue.add(Self.work(), limit: 100)
        guard case .gather = queue.take(256) else {
            Issue.record("the others come at once")
            return
        }
        _ = queue.add(Self.work(), limit: 100)
        #expect(Self.taken(&queue) == 2, "who did not come is not waited for again")
        _ = queue.add(Self.work(), limit: 100)
        #expect(Self.taken(&queue) == 1, "two are no crowd")
    }

    @Test func `waits for those who were answered while as many others waited`() {
        var queue = WorkQueue()
        let half = WorkQueue.crowded / 2
        for _ in 0..<half { _ = queue.add(Self.work(), limit: 100) }
        #expect(Self.taken(&queue) == half)
        // The other half came during the commit: from now on both go together.
        for _ in 0..<half { _ = queue.add(Self.work(), limit: 100) }
        guard case .gather = queue.take(256) else {
            Issue.record("those who were answered come at once")
            return
        }
        for _ in 0..<half { _ = queue.add(Self.work(), limit: 100) }
        #expect(Self.taken(&queue) == WorkQueue.crowded)
    }

    @Test func `does not wait for a crowd when all of it is there, or when the daemon stops`() {
        var queue = WorkQueue()
        for _ in 0..<2 {
            for _ in 0..<WorkQueue.crowded { _ = queue.add(Self.work(), limit: 100) }
            #expect(Self.taken(&queue) == WorkQueue.crowded)
            #expect(Self.taken(&queue) == nil, "nobody waited while they were answered")
        }
        _ = queue.add(Self.work(), limit: 100)
        _ = queue.stop(.stopped)
        #expect(Self.taken(&queue) == 1)
    }

    @Test func `is emptied when the daemon stops, whatever is in hand`() {
        var queue = WorkQueue()
        queue.bring()
        _ = queue.add(Self.work(), limit: 10)
        _ = queue.stop(.stopped)
        #expect(Self.taken(&queue) == 1)
        guard case .ended = queue.take(256) else {
            Issue.record("nothing more comes")
            return
        }
    }

    @Test func `takes no more than its limit`() {
        var queue = WorkQueue()
        _ = queue.add(Self.work(), limit: 1)
        guard case .refused(.busy) = queue.add(Self.work(), limit: 1) else {
            Issue.record("the second is one too many")
            return
        }
    }
}
