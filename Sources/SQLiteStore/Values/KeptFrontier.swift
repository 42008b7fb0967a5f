// SPDX-License-Identifier: Apache-2.0

import Relay
import Signing
import TransparencyLog

/// The frontier of the tree as one column keeps it: its hashes, the largest subtree's first.
enum KeptFrontier {
    static func bytes(of frontier: Frontier) -> [UInt8] { frontier.hashes.flatMap(\.bytes) }

    static func frontier(size: Int64, from bytes: [UInt8]) throws(StoreFailure) -> Frontier {
        var hashes: [SHA256Digest] = []
        for start in stride(from: 0, to: bytes.count, by: SHA256Digest.byteCount) {
            let end = min(start + SHA256Digest.byteCount, bytes.count)
            guard let hash = SHA256Digest(bytes: bytes[start..<end]) else { throw damage }
            hashes.append(hash)
        }
        guard let size = UInt64(exactly: size),
            let frontier = try? Frontier(size: size, hashes: hashes)
        else { throw damage }
        return frontier
    }

    private static let damage = StoreFailure.corrupt(
        "the frontier of the tree cannot be read back: run fsck")
}
