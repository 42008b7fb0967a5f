// SPDX-License-Identifier: Apache-2.0

import Wire

/// `dependentRequired`: members that must be there when another is.
///
/// Validation section 6.5.4: “Validation succeeds if, for each name that appears in both the
/// instance and as a name within this keyword's value, every item in the corresponding array is
/// also the name of a property in the instance.”
struct DependentRequiredKeyword: Keyword {
    static let name = "dependentRequired"
    private let names: [(name: String, needs: [String])]

    init(_ reader: KeywordReader) throws(SchemaError) {
        guard reader.value.kind == .object else { throw reader.malformed("an object of arrays") }
        var names: [(name: String, needs: [String])] = []
        for (name, value) in reader.value.members {
            names.append((name.string ?? "", try reader.names(in: value)))
        }
        self.names = names
    }

    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        guard validation.document.kind(at: position) == .object else { return true }
        var isGood = true
        for (name, needs) in names where validation.hasMember(name, at: position) {
            for needed in needs where !validation.hasMember(needed, at: position) {
                isGood = validation.fail(Self.name, at: position, missing: needed) { _ in
                    "The member “\(needed)” is missing; add it, since “\(name)” is there."
                }
                if !validation.isCollecting { return false }
            }
        }
        return isGood
    }
}
