// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Bytes that must be found nowhere any more once what they are of was purged.
struct Markers {
    /// By their first eight bytes, as a number: files are gone through once, however many there are.
    private var byStart: [UInt64: [[UInt8]]] = [:]
    private(set) var count = 0

    /// How many bytes of a long text are sought together: pieces of one may be left.
    private static let piece = 32

    /// What opens messages and tells of them, as a stopped store has it: wrapped data keys, salts,
    /// particulars whole and what they name, and all of the ciphertext, in pieces.
    init(of entries: [Int64], in rows: StoreRows) throws {
        let list = entries.map(String.init).joined(separator: ",")
        for column in ["wrapped", "salt", "particulars"] {
            let values = try rows.bytes("SELECT \(column) FROM erasable WHERE entry IN (\(list))")
            for value in values { add(Array(value)) }
            if column == "particulars" { for value in values { addNames(in: Array(value)) } }
        }
        for body in try rows.bytes("SELECT body FROM messages WHERE entry IN (\(list))") {
            let bytes = Array(body)
            for start in stride(from: 0, through: bytes.count - Self.piece, by: Self.piece) {
                add(Array(bytes[start..<start + Self.piece]))
            }
        }
    }

    /// The ids and pseudonyms that particulars name.
    private mutating func addNames(in particulars: [UInt8]) {
        let text = String(decoding: particulars, as: UTF8.self)
        let uuid = #/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/#
        for name in text.matches(of: uuid) { add(Array(name.output.utf8)) }
        for name in text.matches(of: #/\[\d+,"([\w-]{20,})"\]/#) { add(Array(name.1.utf8)) }
    }

    private mutating func add(_ bytes: [UInt8]) {
        guard bytes.count >= 8 else { return }
        byStart[bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) }, default: []].append(bytes)
        count += 1
    }

    /// How many of them stand in the files of a folder, by file.
    func found(in folder: URL) throws -> [String: Int] {
        var found: [String: Int] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let bytes = [UInt8](try Data(contentsOf: folder.appending(path: name)))
            let count = count(in: bytes)
            if count > 0 { found[name] = count }
        }
        return found
    }

    private func count(in bytes: [UInt8]) -> Int {
        bytes.withUnsafeBufferPointer { bytes in
            var (last, count): (UInt64, Int) = (0, 0)
            for position in 0..<bytes.count {
                last = last << 8 | UInt64(bytes[position])
                guard position >= 7, let candidates = byStart[last] else { continue }
                let rest = bytes[(position - 7)...]
                count += candidates.count { rest.starts(with: $0) }
            }
            return count
        }
    }
}
