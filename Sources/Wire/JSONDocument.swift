// SPDX-License-Identifier: Apache-2.0

/// A JSON text that was read once, strictly, and can be looked into without reading it again.
///
/// It is RFC 8259 that keeps to I-JSON (RFC 7493): UTF-8 without a byte order mark, no member name
/// twice, no lone surrogates. Numbers stay text. The parse is one pass over the bytes onto a flat
/// tape, without recursion; nothing is decoded until asked for.
@usableFromInline package final class JSONDocument: Sendable {
    /// The text as it came.
    @usableFromInline package let bytes: [UInt8]
    /// The values in the order of the text.
    @usableFromInline let tape: [JSONEntry]

    /// Reads a text, or says the first thing that is wrong with it.
    package init(parsing bytes: [UInt8], limits: JSONLimits = .message) throws(JSONError) {
        self.bytes = bytes
        tape = try bytes.withUnsafeBufferPointer { (lent) throws(JSONError) in
            var parser = JSONParser(text: bytes, bytes: lent, limits: limits)
            try parser.parse()
            return parser.tape
        }
    }

    /// Reads a text that is at hand as a string.
    package convenience init(parsing text: String, limits: JSONLimits = .message) throws(JSONError)
    {
        try self.init(parsing: [UInt8](text.utf8), limits: limits)
    }

    /// How many values and names the text has.
    package var valueCount: Int { tape.count }

    /// The value that the text is.
    package var root: JSONNode { JSONNode(document: self, position: JSONPosition(index: 0)) }
}
