// SPDX-License-Identifier: Apache-2.0

/// How large a JSON text may be before it is refused.
///
/// RFC 8259 section 9 lets an implementation set limits; a limit hit is a `JSONError` with the
/// limit in it.
package struct JSONLimits: Sendable, Hashable {
    /// The longest text, in bytes.
    package let bytes: Int
    /// How many objects and arrays may stand inside one another; a scalar has depth 0.
    package let depth: Int
    /// How many values there may be, containers counted, names not.
    package let nodes: Int
    /// The longest string or name, in bytes as written between its quotation marks.
    package let stringBytes: Int
    /// The longest number, in bytes.
    package let numberBytes: Int
    /// Which numbers may be written.
    package let numbers: JSONNumbers

    /// Limits of one's own.
    ///
    /// `depth` is at most `deepest`, so that whatever walks a document may recurse; `bytes` is at
    /// most `longest`, so that an offset fits in 32 bits.
    package init(
        bytes: Int, depth: Int, nodes: Int, stringBytes: Int, numberBytes: Int = 1_024,
        numbers: JSONNumbers = .binary64
    ) {
        precondition(depth <= Self.deepest, "a JSON depth limit is at most \(Self.deepest)")
        precondition(bytes <= Self.longest, "a JSON size limit is at most \(Self.longest) bytes")
        self.bytes = bytes
        self.depth = depth
        self.nodes = nodes
        self.stringBytes = stringBytes
        self.numberBytes = numberBytes
        self.numbers = numbers
    }

    /// The greatest depth that any limits may allow.
    package static let deepest = 512
    /// The greatest size in bytes that any limits may allow.
    package static let longest = 1 << 30

    /// What one signed message may be (standards.md section 7).
    package static let message = JSONLimits(
        bytes: 128 << 10, depth: 32, nodes: 10_000, stringBytes: 64 << 10)
    /// What the protected header of a JWS may be; the certificates of `x5c` fit.
    package static let header = JSONLimits(
        bytes: 8 << 10, depth: 4, nodes: 64, stringBytes: 8 << 10, numberBytes: 32)
    /// What a file that the operator chose may be: schemas, golden files, bundles.
    package static let schema = JSONLimits(
        bytes: 16 << 20, depth: 128, nodes: 1_000_000, stringBytes: 4 << 20,
        numberBytes: 64 << 10, numbers: .any)
}

/// Which numbers a JSON text may hold.
package enum JSONNumbers: Sendable, Hashable {
    /// Only what an IEEE 754 binary64 can hold without becoming infinite (RFC 7493 section 2.2).
    case binary64
    /// Any number of the grammar; its text is kept exactly.
    case any
}
