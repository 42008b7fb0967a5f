// SPDX-License-Identifier: Apache-2.0

import Wire

/// Bytes that two JSON values share exactly when JSON Schema takes them for equal.
///
/// 2020-12 core section 4.2.2: strings by code point, numbers by value, members in any order.
/// Canonical JSON would not do, since it rounds numbers to binary64.
struct ValueIdentity: Sendable, Hashable {
    private var bytes: [UInt8] = []

    init(_ document: JSONDocument, _ position: JSONPosition) {
        add(JSONNode(document: document, position: position))
    }

    private mutating func add(_ node: JSONNode) {
        bytes.append(node.kind.rawValue)
        switch node.kind {
        case .object:
            let members = node.members.sorted {
                ($0.name.utf8 ?? []).lexicographicallyPrecedes($1.name.utf8 ?? [])
            }
            add(count: members.count)
            for member in members {
                add(member.name)
                add(member.value)
            }
        case .array:
            add(count: node.count)
            for element in node.elements { add(element) }
        case .string:
            let text = node.utf8 ?? []
            add(count: text.count)
            bytes.append(contentsOf: text)
        case .number:
            guard let number = ExactNumber(node) else { return }
            bytes.append(number.isNegative ? 1 : 0)
            add(count: number.exponent)
            add(count: number.digits.count)
            bytes.append(contentsOf: number.digits)
        case .true, .false, .null: break
        }
    }

    private mutating func add(count: Int) {
        withUnsafeBytes(of: Int64(count).bigEndian) { bytes.append(contentsOf: $0) }
    }
}
