// SPDX-License-Identifier: Apache-2.0

import Audit
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
        case .accepted(let facts):
            try project(facts, .ofAccepted(happening.parts), happening.parts, kept)
            try note(signerOf: facts)
        case .issued(let facts): try project(facts, .issued, happening.parts, kept)
        case .refused(let facts):
            try insert(
                .refused, from: facts.issuer, opening: nil, root: nil, txn: nil, signer: nil, kept)
            try keep(facts, happening.parts)
            try open(happening.parts, facts)
        case .withdrawn(let facts): try end(facts.refused, .withdrawn)
        case .silent(let facts): try open(happening.parts, facts)
        case .started, .clock: try session.run(.insertStart, [entry.at.milliseconds, entry.index])
        case .loaded(let facts):
            for (number, agency) in facts.newAgencies.sorted(by: { $0.key < $1.key }) {
                try session.enrol(agency, as: number)
            }
            try session.run(.insertLoad, [entry.index])
        case .revoked(let facts): try note(facts)
        case .settled(let facts): try settle(facts)
        case .retention(let facts): try project(facts, happening.parts)
        case .polled, .judged, .read, .gap: break
        }
        try steps(happening.parts)
    }

    /// Writes what is left of an entry whose facts were purged: its place in the tree, and where it was
    /// of a message that was let in, under which name no other may come.
    ///
    /// - Parameter name: the number of its sender, and the keyed form of its `jti`.
    func projectForgotten(
        _ completed: [CompletedSubtree], _ name: (sender: Int64, indexed: [UInt8])?
    ) throws(StoreFailure) {
        try project(completed)
        session.forgotten.insert(entry.index)
        guard let name else { return }
        guard let token = FoundName(name.indexed) else {
            throw .refused("entry \(entry.index) is of a message that could not be found again")
        }
        session.add(
            [
                entry.index.bound, MessageStatus.forgotten.rawValue.bound, name.sender.bound,
                name.indexed.bound, .null, .null, .null, .null, .null,
            ], to: .messages)
        try session.takeIn(entry.index, token: token, opening: nil)
    }

    private func project(_ completed: [CompletedSubtree]) throws(StoreFailure) {
        for subtree in completed {
            try session.run(
                .insertSubtree,
                [subtree.level, Int64(subtree.index), subtree.hash])
        }
    }

    private func project(
        _ facts: MessageFacts, _ status: MessageStatus, _ parts: [Part], _ kept: Kept?
    ) throws(StoreFailure) {
        let root = facts.root ?? entry.index
        try insert(status, facts, root, kept)
        let sharer = status == .accepted ? try session.knownNumber(of: facts.issuer) : nil
        for (number, part) in parts.enumerated() {
            switch part {
            case .handoff(let recipient): try open(recipient, number, from: sharer)
            case .expectation(let terms):
                try open(terms, number, from: facts.issuer, facts.type.name, under: root)
            case .routing, .exclusion, .step, .verdict, .refusal, .resubmission, .amendment, .due,
                .purged, .factsDue, .forgotten:
                break
            }
        }
    }

    /// What is expected after a refusal.
    private func open(_ parts: [Part], _ facts: RefusedFacts) throws(StoreFailure) {
        for (number, part) in parts.enumerated() {
            guard case .expectation(let terms) = part else { continue }
            try open(
                terms, number, from: facts.issuer,
                facts.type?.name ?? Opening.refusal.description,
                under: ExpectationRecord.Opener.refusalRoot)
        }
    }

    /// What is expected of an agency that is silent.
    private func open(_ parts: [Part], _ facts: SilenceFacts) throws(StoreFailure) {
        for (number, part) in parts.enumerated() {
            guard case .expectation(let terms) = part else { continue }
            try open(
                terms, number, from: facts.agency, Opening.silence.description,
                under: ExpectationRecord.Opener.silenceRoot)
        }
    }

    /// A message that was let in is the only one of its issuer under its `jti`, and is found by it.
    private func insert(
        _ status: MessageStatus, _ facts: MessageFacts, _ root: Int64, _ kept: Kept?
    ) throws(StoreFailure) {
        let opening = try session.opening(of: facts.thread)
        let txn = opening == nil ? FoundName(facts.thread) : nil
        guard let token = kept.flatMap({ FoundName($0.indexed) }) else {
            throw .refused("entry \(entry.index) is of a message that could not be found again")
        }
        let issuer = try session.knownNumber(of: facts.issuer)
        for earlier in try session.entries(under: token)
        where try session.sender(of: earlier) == issuer {
            throw .refused(
                "entry \(entry.index) has the jti of entry \(earlier), of the same issuer")
        }
        try insert(
            status, from: facts.issuer, opening: opening ?? entry.index, root: root, txn: txn,
            signer: status == .issued ? nil : SignerMark.of(facts), kept)
        try session.takeIn(entry.index, token: token, opening: txn)
    }

    private func insert(
        _ status: MessageStatus, from issuer: AgencyID, opening: Int64?, root: Int64?,
        txn: FoundName?, signer: Int64?, _ kept: Kept?
    ) throws(StoreFailure) {
        guard let kept else {
            throw .refused("entry \(entry.index) is of a message, and no message is kept with it")
        }
        session.add(
            [
                entry.index.bound, status.rawValue.bound,
                try session.knownNumber(of: issuer).bound, kept.indexed.bound, opening.bound,
                root.bound, txn.bound, signer.bound, kept.body.bound,
            ], to: .messages)
    }
}
