// SPDX-License-Identifier: Apache-2.0

import Ledger
import Relay
import Safeguarding
import Signing

/// The legal holds that the list beside the database names, held against those of the store.
extension Session {
    /// The holds that the store does not have as the list has them.
    ///
    /// The last line of a thread and a partnership counts. Where it is not known which lines are younger
    /// than the store, the list may itself be older: then holds are placed again and none is ended.
    ///
    /// Of a thread that the store does not have, a hold is told for as long as no line ends it; once the
    /// thread is there again, it is placed.
    func unheld(_ read: PurgeList.Reading) throws(StoreFailure) -> [UnheldThread] {
        guard !read.holds.isEmpty else { return [] }
        let added = Set(
            read.names.compactMap { name in
                if case .hold(let hold) = name { hold.holder } else { nil }
            })
        let stored = Set(
            try legalHolds().map { hold in
                HeldName.Holder(
                    thread: HeldName.digest(of: hold.thread), partnership: hold.partnership)
            })
        let wrong = read.holds.filter { holder, name in
            let isStored = stored.contains(holder)
            return name.isHeld ? !isStored : isStored && read.isAdded && added.contains(holder)
        }
        guard !wrong.isEmpty else { return [] }
        let threads = try threads(named: Set(wrong.keys.map(\.thread)))
        return wrong.values.sorted { $0.entry < $1.entry }.compactMap { name in
            guard let agency = try? AgencyID(name.agency) else { return nil }
            return UnheldThread(
                name.thread, thread: threads[name.thread], partnership: name.partnership,
                agency: agency, entry: name.entry, isHeld: name.isHeld)
        }
    }

    /// The threads of the store, and those that are held, among some that are named by digests.
    private func threads(
        named digests: Set<SHA256Digest>
    ) throws(StoreFailure) -> [SHA256Digest: ThreadID] {
        var found: [SHA256Digest: ThreadID] = [:]
        let texts = try all(.everyThread, []) { columns throws(StoreFailure) in
            ThreadID(bytes: try columns.bytes())
        }
        for thread in texts.compactMap(\.self) {
            let digest = HeldName.digest(of: thread)
            if digests.contains(digest) { found[digest] = thread }
        }
        return found
    }
}

extension Command {
    /// By the messages that opened them, the newest included; and the holds, whose thread may be gone.
    fileprivate static let everyThread = Command(
        "SELECT txn FROM messages WHERE txn IS NOT NULL UNION SELECT txn FROM holds")
}
