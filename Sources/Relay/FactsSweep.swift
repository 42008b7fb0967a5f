// SPDX-License-Identifier: Apache-2.0

import Ledger
import Safeguarding

/// The log gone through, up to what is too new, for what tells of nothing but what is gone.
struct FactsSweep: PlanGathering {
    /// What is due by now.
    private(set) var gathering: FactsGathering
    /// Where the next sweep may begin: whatever stands before it is gone, or never goes.
    private(set) var settled: Int64
    private var isSettledSoFar = true
    private var isPastHorizon = false

    /// - Parameter start: what an earlier sweep found to be settled.
    init(_ gathering: FactsGathering, from start: Int64) {
        self.gathering = gathering
        settled = start
    }

    var isFull: Bool { gathering.isFull || isPastHorizon }

    func page(after entry: Int64, in store: any StoreReading) throws(StoreFailure) -> [Int64] {
        guard gathering.horizon != nil else { return [] }
        let end = min(try store.size(), entry + 1 + Int64(PurgeGathering.page))
        return entry + 1 < end ? Array((entry + 1)..<end) : []
    }

    mutating func look(at page: [Int64], in store: any StoreReading) throws(StoreFailure) {
        guard let horizon = gathering.horizon else { return }
        let look = try gathering.look(in: store)
        for entry in try store.entries(.indices(page)) where !isFull {
            isPastHorizon = entry.at >= horizon
            guard !isPastHorizon else { return }
            let telling = try look.telling(of: entry, in: store)
            isSettledSoFar = isSettledSoFar && telling == .ofWhatStays
            if isSettledSoFar { settled = entry.index + 1 }
            if telling == .ofNothingElse {
                gathering.take([FactsLook.Going(entry: entry, retentionClass: nil, thread: nil)])
            }
        }
    }

    mutating func hold(damaged entry: Int64) {
        guard !isPastHorizon else { return }
        isSettledSoFar = false
        gathering.hold(damaged: entry)
    }
}
