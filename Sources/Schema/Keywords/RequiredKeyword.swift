// SPDX-License-Identifier: Apache-2.0

import Wire

/// `required`: members that must be there.
///
/// Validation section 6.5.3: “An object instance is valid against this keyword if every item in the
/// array is the name of a property in the instance.”
struct RequiredKeyword: Keyword {
    static let name = "required"
    private let names: [String]

    init(_ reader: KeywordReader) throws(SchemaError) {
        names = try reader.names(in: reader.value)
    }

    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        guard validation.document.kind(at: position) == .object else { return true }
        var isGood = true
        for name in names where !validation.hasMember(name, at: position) {
            isGood = validation.fail(Self.name, at: position, missing: name) { _ in
                "The member “\(name)” is missing; add it."
            }
            if !validation.isCollecting { return false }
        }
        return isGood
    }
}

extension Validation {
    /// Whether an object has a member of exactly this name.
    func hasMember(_ name: String, at position: JSONPosition) -> Bool {
        var name = name
        return name.withUTF8 { document.member($0, of: position) } != nil
    }
}
