// SPDX-License-Identifier: Apache-2.0

import Wire

/// When two JSON values are equal, and a number that equal ones share.
///
/// 2020-12 core section 4.2.2: strings by code point, numbers by decimal value, members in any
/// order. Canonical JSON would not do, since it rounds numbers to binary64. Both functions recurse
/// as deep as a document's limits let it be.
enum ValueEquality {
    /// Objects of more members are compared in sorted order.
    private static let smallObject = 16

    /// Whether two values are equal.
    static func areEqual(_ one: JSONNode, _ other: JSONNode) -> Bool {
        guard one.kind == other.kind else { return false }
        switch one.kind {
        case .object: return one.count == other.count && haveEqualMembers(one, other)
        case .array:
            return one.count == other.count
                && zip(one.elements, other.elements).allSatisfy(areEqual)
        case .string:
            return one.document.withUTF8(at: one.position) { text in
                other.document.isString(text, at: other.position)
            }
        case .number: return areEqualNumbers(one, other)
        case .true, .false, .null: return true
        }
    }

    private static func areEqualNumbers(_ one: JSONNode, _ other: JSONNode) -> Bool {
        let small = one.document.smallInteger(at: one.position)
        if let small, let other = other.document.smallInteger(at: other.position) {
            return small == other
        }
        let (this, that) = (
            one.document.text(at: one.position), other.document.text(at: other.position)
        )
        return this == that || ExactNumber(text: this) == ExactNumber(text: that)
    }

    private static func haveEqualMembers(_ one: JSONNode, _ other: JSONNode) -> Bool {
        guard one.count > smallObject else {
            return one.members.allSatisfy { member in
                let same = member.name.document.withUTF8(at: member.name.position) {
                    other.document.member($0, of: other.position)
                }
                guard let same else { return false }
                return areEqual(
                    member.value, JSONNode(document: other.document, position: same))
            }
        }
        return zip(sortedMembers(one), sortedMembers(other)).allSatisfy {
            $0.name == $1.name && areEqual($0.value, $1.value)
        }
    }

    private static func sortedMembers(
        _ node: JSONNode
    ) -> [(name: ArraySlice<UInt8>, value: JSONNode)] {
        node.members.map { ($0.name.utf8 ?? [], $0.value) }
            .sorted { $0.0.lexicographicallyPrecedes($1.0) }
    }

    /// A number that equal values share, and others rarely: nobody outside can foresee it.
    static func hash(_ node: JSONNode) -> Int {
        var hasher = Hasher()
        hasher.combine(node.kind)
        switch node.kind {
        case .object:
            // A sum, since the order does not matter.
            hasher.combine(node.members.reduce(0) { $0 &+ hash($1.name, $1.value) })
        case .array: for element in node.elements { hasher.combine(hash(element)) }
        case .string:
            node.document.withUTF8(at: node.position) {
                hasher.combine(bytes: UnsafeRawBufferPointer($0))
            }
        case .number: combineNumber(node, into: &hasher)
        case .true, .false, .null: break
        }
        return hasher.finalize()
    }

    private static func hash(_ name: JSONNode, _ value: JSONNode) -> Int {
        var hasher = Hasher()
        hasher.combine(hash(name))
        hasher.combine(hash(value))
        return hasher.finalize()
    }

    private static func combineNumber(_ node: JSONNode, into hasher: inout Hasher) {
        if let whole = node.document.smallInteger(at: node.position) {
            return hasher.combine(whole)
        }
        let number = ExactNumber(text: node.document.text(at: node.position))
        // Numbers of so few digits may also be written in the way that was just taken.
        if number.exponent <= 18, let whole = number.wholeNumber {
            hasher.combine(Int64(whole))
        } else {
            hasher.combine(number)
        }
    }
}
