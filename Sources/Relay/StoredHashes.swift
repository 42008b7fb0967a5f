// SPDX-License-Identifier: Apache-2.0

import Ledger
import Signing
import TransparencyLog

/// The tree's hashes as a store keeps them: leaves from the entries, complete subtrees above.
struct StoredHashes: TreeHashes {
    let store: any StoreReading

    var tileHeight: Int { TreeHashLayout.keptTileHeight }

    func hashes(tileLevel: Int, range: Range<UInt64>) throws -> [SHA256Digest] {
        let range = Int64(range.lowerBound)..<Int64(range.upperBound)
        guard tileLevel > 0 else { return try store.leaves(in: range).map(\.hash) }
        return try store.hashes(level: tileLevel, range)
    }
}
