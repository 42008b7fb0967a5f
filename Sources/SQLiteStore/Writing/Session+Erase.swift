// SPDX-License-Identifier: Apache-2.0

import Ledger
import Relay
import Signing

/// What a purge does to what is kept beside entries.
extension Session {
    /// Overwrites data key, salt and particulars of the messages that parts name as purged, and lets
    /// their ciphertext go; `secure_delete` overwrites what is let go.
    ///
    /// What is kept beside an entry is no projection, so that this runs in the file alone.
    func erase(_ parts: [Part]) throws(StoreFailure) {
        for case .purged(let purged) in parts {
            let entry = purged.entry
            let name = try first(.namePurged, [entry]) { columns throws(StoreFailure) in
                columns.skip(1)
                let indexed = try columns.bytes()
                return PurgedName(
                    commitment: purged.commitment.bytes, issuer: try columns.text(),
                    indexed: indexed)
            }
            guard let name else { throw .refused("there is no message of entry \(entry) to purge") }
            writing.purged.append(name)
            try change(.eraseKey, [entry], "key of entry \(entry) to purge")
            try run(.eraseBody, [entry])
        }
    }

    /// Puts what the transaction purges on the list, durably, and notes how long the list is with it.
    ///
    /// But not past what a store that was restored from a backup has yet to forget: if we crash here, the
    /// next start looks for that from where the list was known.
    func list(in list: PurgeList) throws(StoreFailure) {
        guard !writing.purged.isEmpty else { return }
        let end = try list.append(writing.purged)
        let start = end - Int64(writing.purged.reduce(0) { $0 + $1.line.count })
        guard try (numbers(.listed, []).first ?? 0) == start else { return }
        try run(.writeListed, [end])
    }
}
