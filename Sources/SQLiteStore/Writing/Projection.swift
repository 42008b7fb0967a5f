// SPDX-License-Identifier: Apache-2.0

import GRDB
import Ledger
import Relay
import Safeguarding
import TransparencyLog

/// What an entry does to the tables of state.
///
/// It follows from what happened alone, and from what is kept beside a message. The same code runs
/// when the entry is appended and when the tables are made again to be compared.
struct Projection {
    let session: Session
    let entry: LedgerEntry

    /// What is kept beside a message and stands in its row.
    struct Kept {
        /// The keyed form under which it is found.
        let indexed: [UInt8]
        /// The ciphertext; nil once it was purged, and when tables are only compared.
        let body: [UInt8]?
    }

    /// Writes what the entry does.
    func project(
        _ happening: Happening, _ completed: [CompletedSubtree], _ kept: Kept?
    ) throws(StoreFailure) {
        try project(completed)
        switch happening.facts {
        case .accepted(let facts): try project(facts, .accepted, happening.parts, kept)
        case .issued(let facts): try project(facts, .issued, happening.parts, kept)
        case .refused(let facts):
            try insert(.refused, from: facts.issuer, thread: nil, root: nil, kept)
        case .started, .clock: try session.run(.insertStart, [entry.at.milliseconds, entry.index])
        case .loaded(let facts):
            for (number, agency) in facts.newAgencies.sorted(by: { $0.key < $1.key }) {
                try session.enrol(agency, as: number)
            }
        case .polled, .judged, .read: break
        }
        try steps(happening.parts)
    }

    private func project(_ completed: [CompletedSubtree]) throws(StoreFailure) {
        for subtree in completed {
            try session.run(
                .insertSubtree,
                [
                    subtree.tileLevel, Int64(subtree.index),
                    subtree.hash,
                ])
        }
    }

    private func project(
        _ facts: MessageFacts, _ status: MessageStatus, _ parts: [Part], _ kept: Kept?
    ) throws(StoreFailure) {
        let root = facts.root ?? entry.index
        try insert(status, from: facts.issuer, thread: facts.thread, root: root, kept)
        for (number, part) in parts.enumerated() {
            switch part {
            case .handoff(let recipient): try open(recipient, number)
            case .expectation(let terms): try open(terms, number, of: facts, root)
            case .routing, .exclusion, .step, .verdict: break
            }
        }
    }

    private func insert(
        _ status: MessageStatus, from issuer: AgencyID, thread: ThreadID?, root: Int64?,
        _ kept: Kept?
    ) throws(StoreFailure) {
        guard let kept else {
            throw .refused("entry \(entry.index) is of a message, and no message is kept with it")
        }
        let opening = try thread.map { thread throws(StoreFailure) in
            try session.opening(of: thread) ?? entry.index
        }
        let txn = opening == entry.index ? thread?.bytes : nil
        try session.run(
            .insertMessage,
            [
                entry.index, status.rawValue,
                try session.knownNumber(of: issuer), kept.indexed, opening,
                root, txn, kept.body,
            ])
    }
}
