// SPDX-License-Identifier: Apache-2.0

/// What a JSON value is: the seven kinds of RFC 8259 section 3.
@usableFromInline package enum JSONKind: UInt8, Sendable, Hashable {
    /// Members between braces.
    case object
    /// Elements between brackets.
    case array
    /// Characters between quotation marks; a member's name is one too.
    case string
    /// A number, kept as it was written.
    case number
    /// The literal `true`.
    case `true`
    /// The literal `false`.
    case `false`
    /// The literal `null`.
    case null
}
