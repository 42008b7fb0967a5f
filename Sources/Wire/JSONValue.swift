// SPDX-License-Identifier: Apache-2.0

/// A JSON value as a tree, to build a text with.
///
/// Two are equal when they mean the same: members in any order, names and strings by code points
/// (never canonical equivalence), numbers by value.
package enum JSONValue: Sendable {
    /// Members, in the order in which they were given.
    case object([JSONMember])
    /// Elements in order.
    case array([JSONValue])
    /// Characters.
    case string(String)
    /// A whole number. Beyond 2^53 it is written as the nearest binary64, as RFC 8785 has it:
    /// write such a number as a string.
    case integer(Int64)
    /// A finite number.
    case number(Double)
    /// A truth value.
    case boolean(Bool)
    /// Nothing, said aloud.
    case null

    /// An object without the members whose value is nil.
    package static func object(
        leavingOutNil members: KeyValuePairs<String, JSONValue?>
    ) -> JSONValue {
        .object(members.compactMap { name, value in value.map { JSONMember(name, $0) } })
    }

    /// The member's value, when this is an object that has one of exactly this name.
    package subscript(_ name: String) -> JSONValue? {
        members?.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }

    /// The members of an object.
    package var members: [JSONMember]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// The elements of an array.
    package var array: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The characters of a string.
    package var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The whole number.
    package var integer: Int64? {
        if case .integer(let number) = self { number } else { nil }
    }

    /// The truth value.
    package var boolean: Bool? {
        if case .boolean(let truth) = self { truth } else { nil }
    }

    /// Whether this is `null`.
    package var isNull: Bool {
        if case .null = self { true } else { false }
    }
}

/// A name and what it stands for, in an object.
package struct JSONMember: Sendable {
    /// The name.
    package let name: String
    /// The value.
    package let value: JSONValue

    /// A member of this name and value.
    package init(_ name: String, _ value: JSONValue) {
        self.name = name
        self.value = value
    }
}
