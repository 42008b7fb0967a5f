// SPDX-License-Identifier: Apache-2.0

import Wire

/// `format`: what a string is written like.
///
/// Validation section 7.2.2: an implementation with the format-assertion vocabulary “MUST attempt
/// to validate the format”. Baton does so for the formats it has, and has no others: one that it
/// could not check is refused at load.
struct FormatKeyword: Keyword {
    static let name = "format"
    private let format: any Format.Type

    /// The formats that can be checked.
    private static let formats: [any Format.Type] = [
        DateFormat.self, DateTimeFormat.self, URIFormat.self, UUIDFormat.self,
    ]

    /// The names of the formats that can be checked.
    static var names: [String] { formats.map { $0.name } }

    init(_ reader: KeywordReader) throws(SchemaError) {
        guard let name = reader.value.string else { throw reader.malformed("a string") }
        guard let format = Self.formats.first(where: { reader.value.isString($0.name) }) else {
            throw .unknownFormat(name, at: reader.place)
        }
        self.format = format
    }

    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        guard validation.document.kind(at: position) == .string else { return true }
        if validation.document.withUTF8(at: position, { format.matches($0) }) { return true }
        return validation.fail(Self.name, at: position) {
            "\($0.shown(position) ?? "This") is not \(format.phrase)."
        }
    }
}

/// A way in which a string can be written.
protocol Format: Sendable {
    /// The name that it goes by in schemas.
    static var name: String { get }
    /// What such a string is, with an example, after “is not”.
    static var phrase: String { get }

    /// Whether the UTF-8 bytes of a string are written so.
    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool
}
