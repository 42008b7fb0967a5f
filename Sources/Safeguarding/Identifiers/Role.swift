// SPDX-License-Identifier: Apache-2.0

/// A duty by its name, such as `front-door` or `named-nurse`, which each partnership gives to an
/// agency.
///
/// Rules name roles and never agencies, so that one rule pack serves every partnership.
package struct Role: Sendable, Hashable, CustomStringConvertible {
    /// The most bytes that a role's name may have.
    package static let longest = 64

    /// Lower-case words joined by hyphens.
    package let name: String

    /// Takes lower-case words joined by hyphens, or says what is wrong.
    package init(_ name: String) throws(IdentifierError) {
        let length = name.utf8.count
        if name.isEmpty { throw IdentifierError(.role, name, .empty) }
        if length > Self.longest {
            throw IdentifierError(.role, name, .tooLong(bytes: length, atMost: Self.longest))
        }
        guard Words.areWellFormed(name.utf8, separators: [UInt8(ascii: "-")]) else {
            throw IdentifierError(.role, name, .notAName)
        }
        self.name = name
    }

    /// The name.
    package var description: String { name }
}

extension Role: Comparable {
    /// Orders roles by name, so that lists are stable.
    package static func < (left: Role, right: Role) -> Bool { left.name < right.name }
}
