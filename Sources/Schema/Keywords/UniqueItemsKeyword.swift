// SPDX-License-Identifier: Apache-2.0

import Wire

/// `uniqueItems`: no element may stand in an array twice.
///
/// Validation section 6.4.3: “If it has boolean value true, the instance validates successfully if
/// all of its elements are unique.”
struct UniqueItemsKeyword: Keyword {
    static let name = "uniqueItems"
    private let isAsked: Bool

    init(_ reader: KeywordReader) throws(SchemaError) {
        guard let isAsked = reader.value.boolean else { throw reader.malformed("true or false") }
        self.isAsked = isAsked
    }

    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        guard isAsked, validation.document.kind(at: position) == .array,
            validation.document.count(at: position) > 1
        else { return true }
        var seen: [ValueIdentity: Int] = [:]
        var element = validation.document.first(in: position)
        for number in 0..<validation.document.count(at: position) {
            let identity = ValueIdentity(validation.document, element)
            if let first = seen.updateValue(number, forKey: identity) {
                return validation.fail(Self.name, at: element) { _ in
                    "This element equals element \(first); each may stand here once."
                }
            }
            element = validation.document.position(after: element)
        }
        return true
    }
}
