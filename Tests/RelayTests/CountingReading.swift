// SPDX-License-Identifier: Apache-2.0

import Audit
import Relay

/// A reading that counts how often a whole thread is read.
final class CountingReading: ForwardedReading {
    let reading: any StoreReading
    private(set) var threads = 0

    init(_ reading: any StoreReading) { self.reading = reading }

    func messages(_ query: MessageQuery) throws(StoreFailure) -> [MessageRecord] {
        if case .thread = query { threads += 1 }
        return try reading.messages(query)
    }
}
