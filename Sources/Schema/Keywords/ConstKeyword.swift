// SPDX-License-Identifier: Apache-2.0

import Wire

/// `const`: the one value that is allowed.
///
/// Validation section 6.1.3: “An instance validates successfully against this keyword if its value
/// is equal to the value of the keyword.”
struct ConstKeyword: Keyword {
    static let name = "const"
    private let identity: ValueIdentity
    private let text: String
    /// The value when it is a string, which most are.
    private let string: String?

    init(_ reader: KeywordReader) throws(SchemaError) {
        identity = ValueIdentity(reader.value.document, reader.value.position)
        string = reader.value.string
        text = String(decoding: reader.value.canonical, as: UTF8.self)
    }

    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        if isTheValue(position, validation.document) { return true }
        return validation.fail(Self.name, at: position) {
            "\($0.shown(position) ?? "This") is not the only allowed value, which is \(text)."
        }
    }

    private func isTheValue(_ position: JSONPosition, _ document: JSONDocument) -> Bool {
        guard let string else { return ValueIdentity(document, position) == identity }
        return JSONNode(document: document, position: position).isString(string)
    }
}
