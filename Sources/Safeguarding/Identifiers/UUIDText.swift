// SPDX-License-Identifier: Apache-2.0

/// The text form of a UUID, RFC 9562 section 4, of any version.
enum UUIDText {
    private static let length = 36

    /// Finds what is wrong with a text as a UUID of either case.
    static func flaw(in text: String) -> IdentifierError.Flaw? {
        let bytes = text.utf8.span
        if bytes.isEmpty { return .empty }
        guard bytes.count == length else { return .notAUUID }
        for offset in bytes.indices {
            let byte = bytes[offset]
            let fits =
                switch offset {
                case 8, 13, 18, 23: byte == UInt8(ascii: "-")
                default: byte.isHexadecimalDigit
                }
            if !fits { return .notAUUID }
        }
        return nil
    }

    static func hasCapitals(_ text: String) -> Bool {
        let bytes = text.utf8.span
        for offset in bytes.indices where bytes[offset].isUpperCaseLetter { return true }
        return false
    }
}
