// SPDX-License-Identifier: Apache-2.0

import Wire

/// `minLength`: the fewest characters that a string may have, counted as code points.
///
/// Validation section 6.3.2: “A string instance is valid against this keyword if its length is
/// greater than, or equal to, the value of this keyword.”
struct MinLengthKeyword: Keyword {
    static let name = "minLength"
    private let limit: Int

    init(_ reader: KeywordReader) throws(SchemaError) {
        limit = min(try reader.count(), JSONLimits.longest)
    }

    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        guard validation.document.kind(at: position) == .string else { return true }
        // So many bytes are characters enough, whatever they are.
        if validation.document.utf8Count(at: position) > 4 * (limit - 1) { return true }
        let count = validation.document.characters(at: position)
        if count >= limit { return true }
        return validation.fail(Self.name, at: position) { _ in
            "This string has \(count) characters; at least \(limit) are expected."
        }
    }
}

extension JSONDocument {
    /// How many code points a string has (RFC 8259 characters), escapes resolved.
    func characters(at position: JSONPosition) -> Int {
        utf8(at: position).reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    }
}
