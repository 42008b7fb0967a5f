// SPDX-License-Identifier: Apache-2.0

import Wire

/// `minLength`: the fewest characters that a string may have, counted as code points.
///
/// Validation section 6.3.2: “A string instance is valid against this keyword if its length is
/// greater than, or equal to, the value of this keyword.”
struct MinLengthKeyword: StringKeyword {
    static let name = "minLength"
    static let vocabulary = Vocabulary.validation
    private let limit: Int

    init(_ reader: KeywordReader) throws(SchemaError) { limit = try reader.count() }

    var instruction: Instruction { .minLength(self) }

    @inline(never)
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        // So many bytes are characters enough, whatever they are.
        if validation.document.utf8Count(at: position) > 4 * (limit - 1) { return true }
        let count = validation.characters(at: position)
        if count >= limit { return true }
        return validation.fail(Self.name, at: position) {
            "This string has \(count) characters; at least \($0.wantedNumber(Self.name)) are "
                + "expected."
        }
    }
}

extension Validation {
    /// How many code points a string has (RFC 8259 characters), escapes resolved.
    mutating func characters(at position: JSONPosition) -> Int {
        let count = document.withUTF8(at: position) { text in
            (bytes: text.count, others: text.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 1 : 0) })
        }
        take(steps: count.bytes / 64)
        return count.bytes - count.others
    }
}
