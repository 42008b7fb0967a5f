// SPDX-License-Identifier: Apache-2.0

internal import Signing
internal import Wire

extension LogConflict {
    /// The first line, which names the format.
    package static let heading = "w3id.org/baton/log-conflict@v1"

    /// The conflict as it is passed on.
    package var bytes: [UInt8] {
        let lines = [Self.heading] + hashes.map { Base64.encode($0.bytes) }
        return Array((lines.joined(separator: "\n") + "\n\n").utf8) + older.bytes + [newline]
            + newer.bytes
    }

    /// Whether bytes begin as a conflict does.
    package static func isNamed(by bytes: [UInt8]) -> Bool {
        bytes.starts(with: (heading + "\n").utf8)
    }

    /// Reads a conflict.
    package init(parsing bytes: [UInt8]) throws(LogConflictError) {
        guard bytes.count <= Self.largestByteCount else { throw .tooLong(bytes.count) }
        guard Self.isNamed(by: bytes) else { throw .otherFormat }
        let blocks = try Self.blocks(of: bytes)
        self.init(
            older: try Self.note(blocks[1], blocks[2]), newer: try Self.note(blocks[3], blocks[4]),
            hashes: try Self.hashes(blocks[0]))
    }

    /// What stands between empty lines: the hashes, then text and signatures of each checkpoint.
    ///
    /// A checkpoint's own text has no empty line, so that the five cannot be told apart wrongly.
    private static func blocks(of bytes: [UInt8]) throws(LogConflictError) -> [[UInt8]] {
        guard bytes.last == newline else { throw .malformed }
        var blocks: [[UInt8]] = [[]]
        for line in bytes.dropLast().split(separator: newline, omittingEmptySubsequences: false) {
            if line.isEmpty {
                blocks.append([])
            } else {
                blocks[blocks.count - 1] += line + [newline]
            }
        }
        guard blocks.count == 5, blocks.allSatisfy({ !$0.isEmpty }) else { throw .malformed }
        return blocks
    }

    private static func note(
        _ text: [UInt8], _ signatures: [UInt8]
    ) throws(LogConflictError) -> SignedNote {
        do { return try SignedNote(parsing: text + [newline] + signatures) } catch {
            throw .checkpoint(.note(error))
        }
    }

    private static func hashes(_ block: [UInt8]) throws(LogConflictError) -> [SHA256Digest] {
        let lines = block.dropLast().split(separator: newline).dropFirst()
        guard lines.count <= largestHashCount else { throw .tooManyHashes(lines.count) }
        return try lines.map { line throws(LogConflictError) in
            guard let bytes = try? Base64.decode(line), let hash = SHA256Digest(bytes: bytes) else {
                throw .malformedHash
            }
            return hash
        }
    }
}

private let newline = UInt8(ascii: "\n")
