// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Relay
import Safeguarding
import Signing

/// A row of an answer, read column by column from the left.
///
/// A column that is not what it was declared as is damage (SQLite has no page checksums) and says
/// so, where GRDB's own accessors would end the process.
struct Columns {
    private let row: Row
    private var next = 0

    init(_ row: Row) { self.row = row }

    private mutating func value() -> DatabaseValue.Storage {
        let value: DatabaseValue = row[next]
        next += 1
        return value.storage
    }

    mutating func optionalInteger() throws(StoreFailure) -> Int64? {
        switch value() {
        case .int64(let number): number
        case .null: nil
        default: throw damage("an integer")
        }
    }

    mutating func integer() throws(StoreFailure) -> Int64 {
        guard let number = try optionalInteger() else { throw damage("an integer") }
        return number
    }

    mutating func number() throws(StoreFailure) -> Int { Int(try integer()) }

    mutating func instant() throws(StoreFailure) -> Instant {
        Instant(milliseconds: try integer())
    }

    mutating func optionalText() throws(StoreFailure) -> String? {
        switch value() {
        case .string(let text): text
        case .null: nil
        default: throw damage("text")
        }
    }

    mutating func text() throws(StoreFailure) -> String {
        guard let text = try optionalText() else { throw damage("text") }
        return text
    }

    mutating func optionalBytes() throws(StoreFailure) -> [UInt8]? {
        switch value() {
        case .blob(let data): [UInt8](data)
        case .null: nil
        default: throw damage("bytes")
        }
    }

    mutating func bytes() throws(StoreFailure) -> [UInt8] {
        guard let bytes = try optionalBytes() else { throw damage("bytes") }
        return bytes
    }

    mutating func digest() throws(StoreFailure) -> SHA256Digest {
        guard let digest = SHA256Digest(bytes: try bytes()) else {
            throw damage("the 32 bytes of a digest")
        }
        return digest
    }

    /// Passes over columns.
    mutating func skip(_ columns: Int) { next += columns }

    private func damage(_ expected: String) -> StoreFailure {
        let names = Array(row.columnNames)
        let name = names.indices.contains(next - 1) ? names[next - 1] : "\(next)"
        return .corrupt("the column \(name) of the store does not hold \(expected)")
    }
}
