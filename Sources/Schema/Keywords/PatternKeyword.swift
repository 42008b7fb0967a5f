// SPDX-License-Identifier: Apache-2.0

import Wire

/// `pattern`: a regular expression that must match somewhere in a string.
///
/// Validation section 6.3.3: “A string instance is considered valid if the regular expression
/// matches the instance successfully. Recall: regular expressions are not implicitly anchored.”
struct PatternKeyword: StringKeyword {
    static let name = "pattern"
    static let vocabulary = Vocabulary.validation
    private let pattern: UInt32

    init(_ reader: KeywordReader) throws(SchemaError) {
        guard let source = reader.value.string else { throw reader.malformed("a string") }
        pattern = try reader.compiler.keep(pattern: source, at: reader.place)
    }

    var instruction: Instruction { .pattern(self) }

    @inline(never)
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        if validation.matches(pattern, at: position) { return true }
        return validation.fail(Self.name, at: position) {
            "\($0.shown(position) ?? "This") does not match the pattern "
                + "“\($0.wanted(Self.name)?.string ?? "")”."
        }
    }
}
