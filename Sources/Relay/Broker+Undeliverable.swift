// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Ledger

extension Broker {
    /// Declares undeliverable what is found to be, a transaction's worth at most.
    func declareUndeliverable(_ unfetched: inout Unfetched) async throws(StoreFailure) {
        let (time, setting) = (clock.read(), setting)
        guard time.doubt == nil, !unfetched.isQuiet(at: time.now) else { return }
        unfetched.begin(at: time.now, setting.directory)
        try await lookThrough(&unfetched, setting)
        let late = unfetched.late(by: time.now, limit: setting.limits.verdicts)
        guard !late.isEmpty else { return }
        do throws(StoreFailure) { try await declareUndeliverable(late) } catch {
            guard error.isOfRows else { throw error }
            try await declareSingly(late)
        }
        unfetched.forgetLate()
    }

    /// Each page is a reading of its own: one of a whole mailbox would hold the log of the store, and
    /// the end of the daemon, for as long as it lasts.
    private func lookThrough(
        _ unfetched: inout Unfetched, _ setting: Setting
    ) async throws(StoreFailure) {
        for _ in 0..<Unfetched.pagesAtOnce {
            guard let place = unfetched.place else { return }
            let page = try await store.read { store throws(StoreFailure) in
                try UnfetchedPage(reading: place, of: store, setting)
            }
            unfetched.take(page, of: place.mailbox)
            try await store.tell(damaged: page.damaged)
        }
    }

    private func declareUndeliverable(_ late: [PartName]) async throws(StoreFailure) {
        try await sequencer.enter { transaction throws(StoreFailure) in
            try transaction.declareUndeliverable(late)
        }
    }

    /// One of them cannot be declared undeliverable: it is told which, and the others are.
    private func declareSingly(_ late: [PartName]) async throws(StoreFailure) {
        for name in late {
            do throws(StoreFailure) { try await declareUndeliverable([name]) } catch {
                guard error.isOfRows else { throw error }
                let handoff = "handoff \(name.entry).\(name.part)"
                try await store.tell(
                    damaged: ["\(handoff) cannot be declared undeliverable: \(error)"])
            }
        }
    }
}
