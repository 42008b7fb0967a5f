// SPDX-License-Identifier: Apache-2.0

/// The text form of a UUID, RFC 9562 section 4, of any version.
enum UUIDText {
    private static let length = 36
    private static let hyphens: Set<Int> = [8, 13, 18, 23]

    /// Finds what is wrong with a text as a UUID of either case.
    static func flaw(in text: String) -> IdentifierError.Flaw? {
        let bytes = text.utf8
        if bytes.isEmpty { return .empty }
        guard bytes.count == length else { return .notAUUID }
        for (offset, byte) in bytes.enumerated() {
            let fits =
                hyphens.contains(offset) ? byte == UInt8(ascii: "-") : byte.isHexadecimalDigit
            if !fits { return .notAUUID }
        }
        return nil
    }

    static func hasCapitals(_ text: String) -> Bool {
        text.utf8.contains(where: \.isUpperCaseLetter)
    }
}
