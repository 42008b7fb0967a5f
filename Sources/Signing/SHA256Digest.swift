// SPDX-License-Identifier: Apache-2.0

internal import Wire

/// The 32 bytes of a SHA-256 digest, kept inline so that a tree of them costs no allocations.
package struct SHA256Digest: Sendable, Hashable {
    /// How many bytes a digest has.
    package static let byteCount = 32

    /// The digest's memory, eight bytes a word, in the order in which they are written.
    private var words: (UInt64, UInt64, UInt64, UInt64)

    /// Thirty-two zero bytes; OpenSSL writes over them.
    init() { words = (0, 0, 0, 0) }

    /// Takes a digest that somebody else computed; nil unless there are exactly 32 bytes.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.init()
        withUnsafeMutableBytes { $0.copyBytes(from: bytes) }
    }

    /// The digest as an array, for what must be written or encoded.
    package var bytes: [UInt8] { withUnsafeBytes { [UInt8]($0) } }

    /// Lends the digest's 32 bytes without copying them; the buffer must not outlive the closure.
    package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        Swift.withUnsafeBytes(of: words, body)
    }

    /// Lends the bytes to be written over, which only a hash function may do.
    mutating func withUnsafeMutableBytes<Result>(
        _ body: (UnsafeMutableRawBufferPointer) -> Result
    ) -> Result {
        Swift.withUnsafeMutableBytes(of: &words, body)
    }

    /// Compares all 32 bytes, but not in constant time: digests here are no secrets.
    package static func == (left: Self, right: Self) -> Bool { left.words == right.words }

    /// Feeds all 32 bytes.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
    }
}

extension SHA256Digest: Comparable {
    /// Orders digests as their bytes are ordered, first byte first.
    package static func < (left: Self, right: Self) -> Bool {
        let (a, b) = (left.words, right.words)
        let ours = (a.0.bigEndian, a.1.bigEndian, a.2.bigEndian, a.3.bigEndian)
        return ours < (b.0.bigEndian, b.1.bigEndian, b.2.bigEndian, b.3.bigEndian)
    }
}

extension SHA256Digest: CustomStringConvertible {
    /// The digest in base64url, as interfaces and thumbprints write it.
    package var description: String { Base64URL.encode(bytes) }
}
