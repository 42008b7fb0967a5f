// SPDX-License-Identifier: Apache-2.0

/// Whether a code point may stand in a host name: RFC 5892, whose rules are gone through in order.
enum HostCodePoint {
    case permitted
    /// Only beside certain others.
    case inContext
    case disallowed

    init(_ codePoint: UInt32) {
        guard let scalar = Unicode.Scalar(codePoint) else {
            self = .disallowed
            return
        }
        if let exception = Self.exception(codePoint) {
            self = exception
        } else if scalar.isASCII {
            self = Self.isSmallASCII(codePoint) ? .permitted : .disallowed
        } else if 0x200C...0x200D ~= codePoint {
            self = .inContext
        } else {
            self = Self.isStable(scalar) && Self.isLetterOrDigit(scalar) ? .permitted : .disallowed
        }
    }

    /// Section 2.6.
    private static func exception(_ codePoint: UInt32) -> HostCodePoint? {
        switch codePoint {
        case 0xDF, 0x3C2, 0x6FD, 0x6FE, 0xF0B, 0x3007: .permitted
        case 0xB7, 0x375, 0x5F3, 0x5F4, 0x30FB, 0x660...0x669, 0x6F0...0x6F9: .inContext
        case 0x640, 0x7FA, 0x302E, 0x302F, 0x3031...0x3035, 0x303B: .disallowed
        default: nil
        }
    }

    /// Section 2.5.
    private static func isSmallASCII(_ codePoint: UInt32) -> Bool {
        codePoint == 0x2D || 0x30...0x39 ~= codePoint || 0x61...0x7A ~= codePoint
    }

    /// Sections 2.2 to 2.4 and 2.9: not changed by folding, not left out, no old jamo.
    private static func isStable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20D0...0x20FF, 0x1D100...0x1D1FF, 0x1D200...0x1D24F: return false
        case 0x1100...0x11FF, 0xA960...0xA97C, 0xD7B0...0xD7C6, 0xD7CB...0xD7FB: return false
        default: break
        }
        let properties = scalar.properties
        return !properties.changesWhenNFKCCaseFolded && !properties.isDefaultIgnorableCodePoint
            && !properties.isWhitespace && !properties.isNoncharacterCodePoint
    }

    /// Section 2.1.
    private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .lowercaseLetter, .uppercaseLetter, .otherLetter, .modifierLetter, .decimalNumber,
            .nonspacingMark, .spacingMark:
            true
        default: false
        }
    }
}
