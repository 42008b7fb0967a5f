// SPDX-License-Identifier: Apache-2.0

/// How header fields are written that hold lists, parameters and strings (RFC 9110 section 5.6).
enum FieldSyntax {
    /// The parts of a text between separators, without the spaces around them; a separator within a quoted
    /// string is none.
    static func parts(of text: some StringProtocol, at separator: Character) -> [Substring] {
        let text = Substring(text)
        guard let mark = separator.asciiValue else { return [text] }
        var (parts, start) = ([Substring](), text.startIndex)
        var (isQuoted, isEscaped) = (false, false)
        for place in text.utf8.indices {
            switch text.utf8[place] {
            case _ where isEscaped: isEscaped = false
            case UInt8(ascii: "\\") where isQuoted: isEscaped = true
            case UInt8(ascii: "\""): isQuoted.toggle()
            case mark where !isQuoted:
                parts.append(text[start..<place].trimmingSpaces)
                start = text.utf8.index(after: place)
            default: break
            }
        }
        parts.append(text[start...].trimmingSpaces)
        return parts
    }

    /// A name and its value, which is empty where there is none; the name in lower case.
    static func parameter(_ text: Substring) -> (name: String, value: String) {
        let name = text.prefix { $0 != "=" }
        let value = text.dropFirst(name.count + 1)
        return (name.trimmingSpaces.lowercased(), plain(value.trimmingSpaces))
    }

    /// What a token or a quoted string says.
    private static func plain(_ value: Substring) -> String {
        guard value.count >= 2, value.first == "\"", value.last == "\"" else {
            return String(value)
        }
        var (plain, isEscaped) = ("", false)
        for character in value.dropFirst().dropLast() {
            if character == "\\", !isEscaped {
                isEscaped = true
            } else {
                plain.append(character)
                isEscaped = false
            }
        }
        return plain
    }
}
