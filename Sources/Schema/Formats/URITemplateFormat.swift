// SPDX-License-Identifier: Apache-2.0

/// `uri-template`: RFC 6570 section 2, of any level.
enum URITemplateFormat: Format {
    static let name = "uri-template"
    static let phrase = "a URI template such as /messages/{jti}"

    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var reader = TextReader(text)
        while !reader.isAtEnd {
            let isGood = reader.take("{") ? takeExpression(&reader) : takeLiteral(&reader)
            guard isGood else { return false }
        }
        return true
    }

    /// Section 2.1, with its erratum 6937: the apostrophe too.
    private static func takeLiteral(_ reader: inout TextReader) -> Bool {
        if let codePoint = reader.takeBeyondASCII() {
            return codePoint.isInternational || codePoint.isForPrivateUse
        }
        return reader.takePercentEncoded()
            || reader.take(if: { 0x21...0x7E ~= $0 && !"\"%<>\\^`{|}".utf8.contains($0) })
    }

    /// Section 2.2: an operator, and variables up to the closing brace.
    private static func takeExpression(_ reader: inout TextReader) -> Bool {
        _ = reader.take { "+#./;?&=,!@|".utf8.contains($0) }
        repeat {
            guard takeVariable(&reader) else { return false }
        } while reader.take(",")
        return reader.take("}")
    }

    /// Section 2.3 and 2.4: a name, and how much of the value or whether all parts of it.
    private static func takeVariable(_ reader: inout TextReader) -> Bool {
        repeat {
            guard takeNamePart(&reader) else { return false }
        } while reader.take(".")
        if reader.take("*") { return true }
        guard reader.take(":") else { return true }
        guard reader.next != UInt8(ascii: "0") else { return false }
        return 1...4 ~= reader.skip(while: \.isDigit)
    }

    private static func takeNamePart(_ reader: inout TextReader) -> Bool {
        var count = 0
        while reader.take(if: { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "_") })
            || reader.takePercentEncoded()
        {
            count += 1
        }
        return count > 0
    }
}
