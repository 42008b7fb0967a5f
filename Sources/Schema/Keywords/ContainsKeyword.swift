// SPDX-License-Identifier: Apache-2.0

import Wire

/// `contains`: a schema that some of an array's elements must hold to.
///
/// Core section 10.3.1.3: “An array instance is valid against "contains" if at least one of its
/// elements is valid against the given schema, except when "minContains" is present and has a
/// value of 0”. How many, `minContains` and `maxContains` say.
struct ContainsKeyword: ArrayKeyword {
    static let name = "contains"
    static let vocabulary = Vocabulary.applicator
    static let subschemas = SubschemaShape.one
    private let schema: SubschemaID
    private let least: Int
    private let most: Int

    init(_ reader: KeywordReader) throws(SchemaError) {
        schema = try reader.subschema(reader.value)
        least = try reader.sibling(MinContainsKeyword.self)?.count() ?? 1
        most = try reader.sibling(MaxContainsKeyword.self)?.count() ?? .max
    }

    var instruction: Instruction { .contains(self) }

    @inline(never)
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        var count = 0
        validation.forEachElement(of: position) { element, number, validation in
            if validation.holdsQuietly(schema, at: element) {
                count += 1
                validation.marks.mark(number)
            }
            return validation.isExhaustive || count < least || most != .max && count <= most
        }
        if count < least { return fail(count, at: position, &validation) }
        if count <= most { return true }
        return validation.fail(MaxContainsKeyword.name, at: position) {
            "More elements of this array than \($0.wantedNumber(MaxContainsKeyword.name)) are of "
                + "the kind that may stand here so often at most."
        }
    }

    private func fail(
        _ count: Int, at position: JSONPosition, _ validation: inout Validation
    ) -> Bool {
        guard validation.isCollecting else { return false }
        if least == 1, validation.wanted(MinContainsKeyword.name) == nil {
            return validation.fail(Self.name, at: position) { _ in
                "No element of this array is of the kind that must stand here at least once."
            }
        }
        return validation.fail(MinContainsKeyword.name, at: position) {
            "\(count) elements of this array are of the kind that must stand here; at least "
                + "\($0.wantedNumber(MinContainsKeyword.name)) are expected."
        }
    }
}
