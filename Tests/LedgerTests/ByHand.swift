// SPDX-License-Identifier: Apache-2.0

import Signing
import Wire

/// What anybody can compute with SHA-256 alone, written out as RFC 6962 and RFC 2104 say it; none
/// of the rooms' own code for trees, salts and commitments is asked.
enum ByHand {
    static func sha256(_ pieces: [UInt8]...) -> [UInt8] {
        SHA256.digest(of: Array(pieces.joined())).bytes
    }

    /// HMAC-SHA-256 with a key of at most one block (RFC 2104 section 2).
    static func hmac(_ text: [UInt8], key: [UInt8]) -> [UInt8] {
        let block = key + [UInt8](repeating: 0, count: 64 - key.count)
        return sha256(block.map { $0 ^ 0x5C }, sha256(block.map { $0 ^ 0x36 }, text))
    }

    static func leafHash(_ leaf: [UInt8]) -> [UInt8] { sha256([0], leaf) }

    /// MTH of RFC 6962 section 2.1, over leaf hashes.
    static func root(_ leaves: [[UInt8]]) -> [UInt8] {
        guard leaves.count > 1 else { return leaves[0] }
        var split = 1
        while split * 2 < leaves.count { split *= 2 }
        return sha256([1], root(Array(leaves[..<split])), root(Array(leaves[split...])))
    }

    /// The root to which a path leads (RFC 9162 section 2.1.3.2).
    static func root(from leaf: [UInt8], at index: Int, of size: Int, path: [[UInt8]]) -> [UInt8]? {
        var (node, last, hash) = (index, size - 1, leaf)
        for sibling in path {
            guard last > 0 else { return nil }
            if node & 1 == 1 || node == last {
                hash = sha256([1], sibling, hash)
                while node & 1 == 0, node > 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                hash = sha256([1], hash, sibling)
            }
            node >>= 1
            last >>= 1
        }
        return last == 0 ? hash : nil
    }
}

extension JSONValue {
    /// The bytes that stand here in base64url.
    var bytes: [UInt8]? { string.flatMap { try? Base64URL.decode($0) } }
}

/// The JSON of bytes that must be canonical already.
func canonicalJSON(_ bytes: [UInt8]) throws -> JSONValue {
    let root = try JSONDocument(parsing: bytes).root
    guard root.canonical == bytes else { throw NotCanonical() }
    return root.value
}

struct NotCanonical: Error {}
