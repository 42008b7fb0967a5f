// SPDX-License-Identifier: Apache-2.0

import Relay

/// The entries that a plan could not read, as its column has them: `3,17`; null where there are none.
enum DamagedEntries {
    static func text(_ entries: [Int64]) -> String? {
        entries.isEmpty ? nil : entries.map(String.init).joined(separator: ",")
    }

    static func entries(_ text: String?) throws(StoreFailure) -> [Int64] {
        var entries: [Int64] = []
        for piece in (text ?? "").split(separator: ",") {
            guard let entry = Int64(piece), entry >= 0 else {
                throw .corrupt("`\(text ?? "")` is no list of entries: run fsck")
            }
            entries.append(entry)
        }
        return entries
    }
}
