// SPDX-License-Identifier: Apache-2.0

import Wire

/// `uniqueItems`: no element may stand in an array twice.
///
/// Validation section 6.4.3: “If it has boolean value true, the instance validates successfully if
/// all of its elements are unique.”
struct UniqueItemsKeyword: Keyword {
    static let name = "uniqueItems"
    static let vocabulary = Vocabulary.validation
    private let isAsked: Bool

    init(_ reader: KeywordReader) throws(SchemaError) {
        guard let isAsked = reader.value.boolean else { throw reader.malformed("true or false") }
        self.isAsked = isAsked
    }

    var instruction: Instruction { .uniqueItems(self) }

    func applies(to kind: JSONKind) -> Bool { isAsked && kind == .array }

    @inline(never)
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        let array = JSONNode(document: validation.document, position: position)
        guard array.count > 1 else { return true }
        validation.take(steps: array.valueCount)
        if array.count <= Self.fewElements { return areFewUnique(array, &validation) }
        // Values of one hash, which mostly is one value.
        var seen: [Int: [(number: Int, node: JSONNode)]] = [:]
        seen.reserveCapacity(array.count)
        for (number, element) in array.elements.enumerated() {
            let hash = ValueEquality.hash(element)
            let same = seen[hash]?.first { ValueEquality.areEqual($0.node, element) }
            if let same { return fail(element.position, same.number, &validation) }
            seen[hash, default: []].append((number, element))
        }
        return true
    }

    /// So many elements are compared each with each.
    private static let fewElements = 8

    private func areFewUnique(_ array: JSONNode, _ validation: inout Validation) -> Bool {
        for (number, element) in array.elements.enumerated() {
            let earlier = array.elements.prefix(number)
            for (first, other) in earlier.enumerated()
            where ValueEquality.areEqual(other, element) {
                return fail(element.position, first, &validation)
            }
        }
        return true
    }

    private func fail(
        _ position: JSONPosition, _ first: Int, _ validation: inout Validation
    ) -> Bool {
        validation.fail(Self.name, at: position) { _ in
            "This element equals element \(first); each may stand here once."
        }
    }
}
