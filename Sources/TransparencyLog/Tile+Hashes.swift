// SPDX-License-Identifier: Apache-2.0

package import Signing

extension Tile {
    /// The tile at a place in a tree of a size, as wide as that tree has it; nil where it has none.
    package init?(_ contents: Contents, index: UInt64, size: UInt64) {
        let level = if case .hashes(let level) = contents { level } else { 0 }
        let count = TreeHashLayout.count(tileLevel: level, size: size)
        guard index <= Self.largestIndex, index * TreeHashLayout.tileWidth < count else {
            return nil
        }
        let width = min(count - index * TreeHashLayout.tileWidth, TreeHashLayout.tileWidth)
        do { try self.init(contents, index: index, width: Int(width)) } catch { return nil }
    }

    /// The hashes that the bytes of this tile hold; nil when the bytes are more or fewer.
    package func hashes(decoding bytes: [UInt8]) -> [SHA256Digest]? {
        guard bytes.count == width * SHA256Digest.byteCount else { return nil }
        return stride(from: 0, to: bytes.count, by: SHA256Digest.byteCount).compactMap { start in
            SHA256Digest(bytes: [UInt8](bytes[start..<(start + SHA256Digest.byteCount)]))
        }
    }
}
