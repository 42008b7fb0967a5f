// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// What was written to a disk and when it was flushed, in order: the disk as it was at any instant.
final class WriteLog {
    private struct Write {
        let at: Double
        let offset: Int
        let range: Range<Int>
    }

    private let bytes: Data
    private var writes: [Write] = []
    /// For each flush, its time and how many writes came before.
    private var flushes: [(at: Double, writes: Int)] = []

    /// What a record begins with: `<cdQQ`, kind, time, offset and length.
    private static let head = 25
    /// What a disk writes whole.
    private static let sector = 512

    init(_ file: URL) throws {
        bytes = try Data(contentsOf: file, options: .alwaysMapped)
        var position = 0
        while position + Self.head <= bytes.count {
            let kind = bytes[position]
            let at = Double(bitPattern: number(at: position + 1))
            let offset = Int(number(at: position + 9))
            let end = position + Self.head + Int(number(at: position + 17))
            guard end <= bytes.count else { break }
            if kind == UInt8(ascii: "F") {
                flushes.append((at, writes.count))
            } else {
                writes.append(Write(at: at, offset: offset, range: position + Self.head..<end))
            }
            position = end
        }
    }

    private func number(at position: Int) -> UInt64 {
        (0..<8).reduce(0) { $0 | UInt64(bytes[position + $1]) << UInt64(8 * $1) }
    }

    /// How often the disk was flushed.
    var flushCount: Int { flushes.count }

    /// Makes an image what the disk is after the power went at an instant.
    ///
    /// All that was written before the last flush is there. Of what came after it, each sector may
    /// be there or not.
    func replay(until instant: Double, on image: URL, _ dice: inout Dice) throws {
        let file = try FileHandle(forUpdating: image)
        defer { try? file.close() }
        let flushed = flushes.last { $0.at <= instant }?.writes ?? 0
        for write in writes[..<flushed] { try put(write.range, at: write.offset, in: file) }
        for write in writes[flushed...] where write.at <= instant {
            for start in stride(
                from: write.range.lowerBound, to: write.range.upperBound, by: Self.sector)
            where Bool.random(using: &dice) {
                let end = min(start + Self.sector, write.range.upperBound)
                let offset = write.offset + start - write.range.lowerBound
                try put(start..<end, at: offset, in: file)
            }
        }
    }

    private func put(_ range: Range<Int>, at offset: Int, in file: FileHandle) throws {
        try file.seek(toOffset: UInt64(offset))
        try file.write(contentsOf: bytes[range])
    }
}
