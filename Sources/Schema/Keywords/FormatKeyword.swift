// SPDX-License-Identifier: Apache-2.0

import Wire

/// `format`: what a string is written like.
///
/// Validation section 7.2.1: it “functions as either an annotation or as an assertion”. It asserts
/// where the options or the metaschema's format-assertion vocabulary ask for it, for the formats
/// that Baton has. One that it could not check is refused at load in the catalogue and where the
/// metaschema asks for assertion (section 7.2.2); elsewhere it only tells something.
struct FormatKeyword: Keyword {
    static let name = "format"
    static let vocabulary = Vocabulary.formatAnnotation
    /// Which of the formats; none when nothing is asserted.
    private let number: Int32

    /// The formats that can be checked.
    private static let formats: [any Format.Type] = [
        DateFormat.self, DateTimeFormat.self, URIFormat.self, UUIDFormat.self,
        TimeFormat.self, DurationFormat.self, EmailFormat.self, IDNEmailFormat.self,
        HostnameFormat.self, IDNHostnameFormat.self, IPv4Format.self, IPv6Format.self,
        URIReferenceFormat.self, IRIFormat.self, IRIReferenceFormat.self, URITemplateFormat.self,
        JSONPointerFormat.self, RelativeJSONPointerFormat.self, RegexFormat.self,
        NHSNumberFormat.self, UPNFormat.self, UPRNFormat.self, ODSCodeFormat.self,
        GSSCodeFormat.self, LACodeFormat.self, PoliceForceCodeFormat.self,
    ]

    /// The names of the formats that can be checked.
    static var names: [String] { formats.map { $0.name } }

    init(_ reader: KeywordReader) throws(SchemaError) {
        guard let name = reader.value.string else { throw reader.malformed("a string") }
        let isAsked = reader.options.formatAssertion || reader.dialect.assertsFormat
        let found = Self.formats.firstIndex { reader.value.isString($0.name) }
        let isStrict = reader.options.unknownKeywords == .areRefused || reader.dialect.assertsFormat
        if isAsked, isStrict, found == nil { throw .unknownFormat(name, at: reader.place) }
        number = isAsked ? Int32(found ?? -1) : -1
    }

    var instruction: Instruction { .format(self) }

    func applies(to kind: JSONKind) -> Bool { kind == .string && number >= 0 }

    @inline(never)
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        let format = Self.formats[Int(number)]
        validation.take(steps: validation.document.utf8Count(at: position) / 64)
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
