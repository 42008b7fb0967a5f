// SPDX-License-Identifier: Apache-2.0

import Wire

/// How bytes stand on the page.
enum Show {
    /// How many characters a line has at most.
    static let width = 88

    /// Bytes that are text, with their number; broken at the width.
    static func text(_ name: String, _ bytes: [UInt8]) -> String {
        heading(name, bytes) + "\n\n" + code(broken(String(decoding: bytes, as: UTF8.self)))
    }

    /// Bytes that are lines of text, with their number; each broken at the width.
    static func lines(_ name: String, _ bytes: [UInt8]) -> String {
        let lines = String(decoding: bytes, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        let text = lines.map { broken(String($0)) }.joined(separator: "\n")
        return heading(name, bytes) + "\n\n"
            + code(text.hasSuffix("\n") ? String(text.dropLast()) : text)
    }

    /// Bytes that are no text, in hex and in base64url, with their number.
    static func bytes(_ name: String, _ bytes: [UInt8]) -> String {
        heading(name, bytes) + "\n\n"
            + code(broken(Hex.encode(bytes)) + "\n" + broken(Base64URL.encode(bytes)))
    }

    /// A block of code.
    static func code(_ text: String, _ language: String = "text") -> String {
        "```\(language)\n\(text)\n```"
    }

    /// Sixteen bytes a line, after their offset.
    static func dump(_ bytes: [UInt8]) -> String {
        stride(from: 0, to: bytes.count, by: 16).map { start in
            let row = bytes[start..<min(start + 16, bytes.count)]
            let offset = Hex.encode([UInt8(start >> 8), UInt8(start & 0xFF)])
            let hex = row.map { Hex.encode([$0]) }.joined(separator: " ")
            let gap = String(repeating: " ", count: 3 * (16 - row.count) + 2)
            let text = row.map { (0x20...0x7E).contains($0) ? Character(UnicodeScalar($0)) : "." }
            return "\(offset)  \(hex)\(gap)\(String(text))"
        }.joined(separator: "\n")
    }

    /// JSON with a line for each member.
    static func pretty(_ value: JSONValue, indent: String = "") -> String {
        let inner = indent + "  "
        func block(_ items: [String], _ open: String, _ close: String) -> String {
            items.isEmpty
                ? open + close
                : open + "\n" + items.map { inner + $0 }.joined(separator: ",\n") + "\n" + indent
                    + close
        }
        switch value {
        case .object(let members):
            return block(
                members.map {
                    JSONValue.string($0.name).text + ": " + pretty($0.value, indent: inner)
                }, "{", "}")
        case .array(let elements):
            return block(elements.map { pretty($0, indent: inner) }, "[", "]")
        case .string, .integer, .number, .boolean, .null: return value.text
        }
    }

    private static func heading(_ name: String, _ bytes: [UInt8]) -> String {
        "**\(name)**, \(bytes.count) bytes:"
    }

    private static func broken(_ text: String) -> String {
        let characters = Array(text)
        guard !characters.isEmpty else { return "" }
        return stride(from: 0, to: characters.count, by: width).map { start in
            String(characters[start..<min(start + width, characters.count)])
        }.joined(separator: "\n")
    }
}
