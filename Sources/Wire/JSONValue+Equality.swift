// SPDX-License-Identifier: Apache-2.0

extension JSONValue: Hashable {
    /// Whether both mean the same JSON value.
    package static func == (one: JSONValue, other: JSONValue) -> Bool {
        switch (one, other) {
        case (.object(let these), .object(let those)):
            these.count == those.count
                && CanonicalJSON.sorted(these).elementsEqual(CanonicalJSON.sorted(those))
        case (.array(let these), .array(let those)): these == those
        case (.string(let this), .string(let that)): this.utf8.elementsEqual(that.utf8)
        case (.integer(let this), .integer(let that)): this == that
        case (.number(let this), .number(let that)): this == that
        case (.integer(let this), .number(let that)), (.number(let that), .integer(let this)):
            Int64(exactly: that) == this
        case (.boolean(let this), .boolean(let that)): this == that
        case (.null, .null): true
        default: false
        }
    }

    /// Feeds what equality looks at.
    package func hash(into hasher: inout Hasher) {
        switch self {
        case .object(let members):
            hasher.combine(0)
            for member in CanonicalJSON.sorted(members) { hasher.combine(member) }
        case .array(let elements):
            hasher.combine(1)
            hasher.combine(elements)
        case .string(let text):
            hasher.combine(2)
            for byte in text.utf8 { hasher.combine(byte) }
        case .integer(let number):
            hasher.combine(number)
        case .number(let number):
            if let whole = Int64(exactly: number) {
                hasher.combine(whole)
            } else {
                hasher.combine(number)
            }
        case .boolean(let truth): hasher.combine(truth)
        case .null: hasher.combine(3)
        }
    }
}

extension JSONMember: Hashable {
    /// Whether name and value are the same, the name by code points.
    package static func == (one: JSONMember, other: JSONMember) -> Bool {
        one.name.utf8.elementsEqual(other.name.utf8) && one.value == other.value
    }

    /// Feeds the UTF-8 bytes of the name, and the value.
    package func hash(into hasher: inout Hasher) {
        for byte in name.utf8 { hasher.combine(byte) }
        hasher.combine(value)
    }
}
