// SPDX-License-Identifier: Apache-2.0

import Wire

/// `pattern`: a regular expression that must match somewhere in a string.
///
/// Validation section 6.3.3: “A string instance is considered valid if the regular expression
/// matches the instance successfully. Recall: regular expressions are not implicitly anchored.”
struct PatternKeyword: Keyword {
    static let name = "pattern"
    private let pattern: Pattern
    private let source: String

    init(_ reader: KeywordReader) throws(SchemaError) {
        guard let source = reader.value.string else { throw reader.malformed("a string") }
        self.source = source
        do {
            pattern = try Pattern(source)
        } catch {
            throw reader.malformed("a regular expression that Baton can run. \(error)")
        }
    }

    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        guard validation.document.kind(at: position) == .string else { return true }
        if validation.document.withUTF8(at: position, { pattern.matches($0) }) { return true }
        return validation.fail(Self.name, at: position) {
            "\($0.shown(position) ?? "This") does not match the pattern “\(source)”."
        }
    }
}
