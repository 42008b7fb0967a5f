// SPDX-License-Identifier: Apache-2.0

import Relay
import Safeguarding

extension MemorySession {
    func timestamps(_ query: TimestampQuery) throws(StoreFailure) -> [NumberedTimestamp] {
        let all = state.timestamps.enumerated().map { NumberedTimestamp(Int64($0 + 1), $1) }
        switch query {
        case .newest: return Array(all.filter { $0.timestamp.stampedSize != nil }.suffix(1))
        case .newestRenewal: return Array(all.filter { $0.timestamp.stampedSize == nil }.suffix(1))
        case .from(let number, let limit):
            return Array(all.filter { $0.number >= number }.prefix(limit))
        case .covering(let size, let limit):
            let first = all.firstIndex { ($0.timestamp.stampedSize ?? -1) >= size }
            return first.map { Array(all[$0...].prefix(limit)) } ?? []
        case .endingFirst(let number):
            let first = all.filter { $0.number >= number }.min {
                $0.timestamp.validUntil < $1.timestamp.validUntil
            }
            return first.map { [$0] } ?? []
        }
    }
}
