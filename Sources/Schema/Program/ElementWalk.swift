// SPDX-License-Identifier: Apache-2.0

import Wire

/// `prefixItems` and `items` of one schema, run together: each element is looked at once.
///
/// Each of the two has its own file, where it is read and its rule quoted.
struct ElementWalk: ArrayKeyword {
    static let name = ""
    static let vocabulary = Vocabulary.core
    static let triggers = [PrefixItemsKeyword.name, ItemsKeyword.name]
    /// The schemas of the first elements, one each.
    private let prefix: SubschemaList
    /// The schema of the elements after those, if any.
    private let rest: SubschemaID

    init(_ reader: KeywordReader) throws(SchemaError) {
        prefix =
            try reader.sibling(PrefixItemsKeyword.self).map(PrefixItemsKeyword.schemas)
            ?? reader.compiler.keep([])
        rest = try reader.sibling(ItemsKeyword.self).map(ItemsKeyword.schema) ?? .none
    }

    var instruction: Instruction { .elements(self) }

    func applies(to kind: JSONKind) -> Bool {
        kind == .array && (prefix.count > 0 || rest.isSome)
    }

    @inline(never)
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        let count = validation.document.count(at: position)
        let end = rest.isSome ? count : min(count, prefix.count)
        validation.take(steps: end)
        var isGood = true
        var element = validation.document.first(in: position)
        for number in 0..<end {
            let schema =
                number < prefix.count ? validation.program.tables[prefix, number] : rest
            if !validation.holds(schema, at: element) {
                if !validation.isCollecting { return false }
                isGood = false
            }
            element = validation.document.position(after: element)
        }
        validation.marks.mark(0..<end)
        return isGood
    }
}
