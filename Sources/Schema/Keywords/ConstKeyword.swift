// SPDX-License-Identifier: Apache-2.0

import Wire

/// `const`: the one value that is allowed.
///
/// Validation section 6.1.3: “An instance validates successfully against this keyword if its value
/// is equal to the value of the keyword.”
struct ConstKeyword: GeneralKeyword {
    static let name = "const"
    static let vocabulary = Vocabulary.validation
    private let values: ValueSet

    init(_ reader: KeywordReader) throws(SchemaError) { values = ValueSet([reader.value], reader) }

    var instruction: Instruction { .const(self) }

    @inline(never)
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        if values.contains(position, &validation) { return true }
        return validation.fail(Self.name, at: position) {
            let text = $0.wanted(Self.name).map { String(decoding: $0.canonical, as: UTF8.self) }
            return "\($0.shown(position) ?? "This") is not the only allowed value, which is "
                + "\(text ?? "")."
        }
    }
}
