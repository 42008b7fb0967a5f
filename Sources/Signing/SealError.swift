// SPDX-License-Identifier: Apache-2.0

/// Why sealed bytes were not opened.
package enum SealError: Error, Hashable {
    /// There are fewer bytes than the seal alone takes, or as many as no wrapped key has.
    case wrongLength(Int)
    /// The bytes, the nonce, the key or what they are bound to is not what was sealed.
    case notAuthentic
}

extension SealError: CustomStringConvertible {
    /// What is wrong, for an operator.
    package var description: String {
        switch self {
        case .wrongLength(let count):
            "\(count) bytes cannot have been sealed: restore the row from a backup"
        case .notAuthentic:
            "the sealed bytes do not open: the key is another one, or they were changed"
        }
    }
}
