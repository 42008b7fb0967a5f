// SPDX-License-Identifier: Apache-2.0

import Wire

/// `anyOf`: several schemas of which one at least must hold.
///
/// Core section 10.2.1.2: “An instance validates successfully against this keyword if it validates
/// successfully against at least one schema defined by this keyword's value.”
struct AnyOfKeyword: Keyword {
    static let name = "anyOf"
    static let subschemas = SubschemaShape.list
    let inPlace: [SubschemaID]

    init(_ reader: KeywordReader) throws(SchemaError) { inPlace = try reader.subschemaList() }

    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        for schema in inPlace where validation.holdsQuietly(schema, at: position) { return true }
        return validation.failAll(inPlace, of: Self.name, at: position)
    }
}

extension Validation {
    /// Notes that none of several alternatives holds, with what is wrong with each.
    ///
    /// When each of them only misses a member, the violation points at the first one's.
    mutating func failAll(
        _ alternatives: [SubschemaID], of keyword: String, at position: JSONPosition
    ) -> Bool {
        guard isCollecting else { return false }
        var reasons: [Finding] = []
        var missing: [String] = []
        for alternative in alternatives {
            let found = findings(of: alternative, at: position)
            guard let first = found.first else { continue }
            reasons.append(first)
            if found.count == 1, first.position == position, let name = first.missing {
                missing.append(name)
            }
        }
        let isAllMissing = missing.count == alternatives.count
        return fail(keyword, at: position, missing: isAllMissing ? missing.first : nil) { _ in
            isAllMissing
                ? "One of these members is missing: “\(missing.joined(separator: "”, “"))”; add one."
                : "None of the alternatives fits: "
                    + reasons.map(\.sentence).joined(separator: " Or else: ")
        }
    }
}
