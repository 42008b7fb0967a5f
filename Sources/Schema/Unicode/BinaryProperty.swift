// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A property that a code point has or has not: ECMA-262 table 55, by long or short name.
enum BinaryProperty {
    case everything
    case ascii
    case assigned
    /// One that the standard library tells.
    case told(@Sendable (Unicode.Scalar.Properties) -> Bool)
    /// One of the emoji's table.
    case listed(String)
    case regionalIndicator

    /// The code points that have the property of a name, which is compared exactly.
    static func codePoints(_ name: String) -> CodePointSet? {
        if let known = found.withLock({ $0[name] }) { return known }
        guard let set = names[name]?.codePoints else { return nil }
        return found.withLock {
            $0[name] = set
            return set
        }
    }

    /// What was found once: the standard library has to be asked about every code point.
    private static let found = Mutex<[String: CodePointSet]>([:])

    private var codePoints: CodePointSet {
        switch self {
        case .everything: .everything
        case .ascii: CodePointSet([0...0x7F])
        case .assigned: GeneralCategory("Cn")?.codePoints.inverted ?? .empty
        case .told(let isMember): CodePointSet { isMember($0.properties) }
        case .listed(let name): UnicodeTable(EmojiTable.rows).codePoints(name)
        case .regionalIndicator: CodePointSet([0x1F1E6...0x1F1FF])
        }
    }

    private static var names: [String: BinaryProperty] {
        [
            "Any": .everything, "ASCII": .ascii, "Assigned": .assigned,
            "Emoji_Component": .listed("Emoji_Component"), "EComp": .listed("Emoji_Component"),
            "Extended_Pictographic": .listed("Extended_Pictographic"),
            "ExtPict": .listed("Extended_Pictographic"),
            "Regional_Indicator": .regionalIndicator, "RI": .regionalIndicator,
            "ASCII_Hex_Digit": .told(\.isASCIIHexDigit), "AHex": .told(\.isASCIIHexDigit),
            "Alphabetic": .told(\.isAlphabetic), "Alpha": .told(\.isAlphabetic),
            "Bidi_Control": .told(\.isBidiControl), "Bidi_C": .told(\.isBidiControl),
            "Bidi_Mirrored": .told(\.isBidiMirrored), "Bidi_M": .told(\.isBidiMirrored),
            "Case_Ignorable": .told(\.isCaseIgnorable), "CI": .told(\.isCaseIgnorable),
            "Cased": .told(\.isCased),
            "Changes_When_Casefolded": .told(\.changesWhenCaseFolded),
            "CWCF": .told(\.changesWhenCaseFolded),
            "Changes_When_Casemapped": .told(\.changesWhenCaseMapped),
            "CWCM": .told(\.changesWhenCaseMapped),
            "Changes_When_Lowercased": .told(\.changesWhenLowercased),
            "CWL": .told(\.changesWhenLowercased),
            "Changes_When_NFKC_Casefolded": .told(\.changesWhenNFKCCaseFolded),
            "CWKCF": .told(\.changesWhenNFKCCaseFolded),
            "Changes_When_Titlecased": .told(\.changesWhenTitlecased),
            "CWT": .told(\.changesWhenTitlecased),
            "Changes_When_Uppercased": .told(\.changesWhenUppercased),
            "CWU": .told(\.changesWhenUppercased),
            "Dash": .told(\.isDash),
            "Default_Ignorable_Code_Point": .told(\.isDefaultIgnorableCodePoint),
            "DI": .told(\.isDefaultIgnorableCodePoint),
            "Deprecated": .told(\.isDeprecated), "Dep": .told(\.isDeprecated),
            "Diacritic": .told(\.isDiacritic), "Dia": .told(\.isDiacritic),
            "Emoji": .told(\.isEmoji),
            "Emoji_Modifier": .told(\.isEmojiModifier), "EMod": .told(\.isEmojiModifier),
            "Emoji_Modifier_Base": .told(\.isEmojiModifierBase),
            "EBase": .told(\.isEmojiModifierBase),
            "Emoji_Presentation": .told(\.isEmojiPresentation),
            "EPres": .told(\.isEmojiPresentation),
            "Extender": .told(\.isExtender), "Ext": .told(\.isExtender),
            "Grapheme_Base": .told(\.isGraphemeBase), "Gr_Base": .told(\.isGraphemeBase),
            "Grapheme_Extend": .told(\.isGraphemeExtend), "Gr_Ext": .told(\.isGraphemeExtend),
            "Hex_Digit": .told(\.isHexDigit), "Hex": .told(\.isHexDigit),
            "IDS_Binary_Operator": .told(\.isIDSBinaryOperator),
            "IDSB": .told(\.isIDSBinaryOperator),
            "IDS_Trinary_Operator": .told(\.isIDSTrinaryOperator),
            "IDST": .told(\.isIDSTrinaryOperator),
            "ID_Continue": .told(\.isIDContinue), "IDC": .told(\.isIDContinue),
            "ID_Start": .told(\.isIDStart), "IDS": .told(\.isIDStart),
            "Ideographic": .told(\.isIdeographic), "Ideo": .told(\.isIdeographic),
            "Join_Control": .told(\.isJoinControl), "Join_C": .told(\.isJoinControl),
            "Logical_Order_Exception": .told(\.isLogicalOrderException),
            "LOE": .told(\.isLogicalOrderException),
            "Lowercase": .told(\.isLowercase), "Lower": .told(\.isLowercase),
            "Math": .told(\.isMath),
            "Noncharacter_Code_Point": .told(\.isNoncharacterCodePoint),
            "NChar": .told(\.isNoncharacterCodePoint),
            "Pattern_Syntax": .told(\.isPatternSyntax), "Pat_Syn": .told(\.isPatternSyntax),
            "Pattern_White_Space": .told(\.isPatternWhitespace),
            "Pat_WS": .told(\.isPatternWhitespace),
            "Quotation_Mark": .told(\.isQuotationMark), "QMark": .told(\.isQuotationMark),
            "Radical": .told(\.isRadical),
            "Sentence_Terminal": .told(\.isSentenceTerminal),
            "STerm": .told(\.isSentenceTerminal),
            "Soft_Dotted": .told(\.isSoftDotted), "SD": .told(\.isSoftDotted),
            "Terminal_Punctuation": .told(\.isTerminalPunctuation),
            "Term": .told(\.isTerminalPunctuation),
            "Unified_Ideograph": .told(\.isUnifiedIdeograph),
            "UIdeo": .told(\.isUnifiedIdeograph),
            "Uppercase": .told(\.isUppercase), "Upper": .told(\.isUppercase),
            "Variation_Selector": .told(\.isVariationSelector),
            "VS": .told(\.isVariationSelector),
            "White_Space": .told(\.isWhitespace), "space": .told(\.isWhitespace),
            "XID_Continue": .told(\.isXIDContinue), "XIDC": .told(\.isXIDContinue),
            "XID_Start": .told(\.isXIDStart), "XIDS": .told(\.isXIDStart),
        ]
    }
}

extension CodePointSet {
    /// The code points of which something is true.
    fileprivate init(where isMember: (Unicode.Scalar) -> Bool) {
        var ranges: [ClosedRange<UInt32>] = []
        for codePoint in 0...Self.last {
            guard let scalar = Unicode.Scalar(codePoint), isMember(scalar) else { continue }
            if let last = ranges.last, last.upperBound + 1 == codePoint {
                ranges[ranges.count - 1] = last.lowerBound...codePoint
            } else {
                ranges.append(codePoint...codePoint)
            }
        }
        self.init(sorted: ranges)
    }
}
