// SPDX-License-Identifier: Apache-2.0

import Wire

/// The schema `false`, to which no value holds.
///
/// Core section 4.3.2: it “always fails validation, as if the schema { "not": {} }”.
struct FalseSchema: GeneralKeyword {
    static let name = ""
    static let vocabulary = Vocabulary.core

    init() {}

    init(_ reader: KeywordReader) throws(SchemaError) {}

    var instruction: Instruction { .never(self) }

    @inline(never)
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        validation.fail(Self.name, at: position) { _ in "Nothing may stand here; leave it out." }
    }
}
