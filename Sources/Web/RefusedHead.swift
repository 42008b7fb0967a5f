// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// The head of a request that the parser refused, as far as it came: names the rule that it breaks and where.
///
/// NIO's parser has one error for many rules, and whoever wrote the client must know which. Whether a head is
/// refused is the parser's to say; here is only looked for why. Nothing of what a field says is said back.
struct RefusedHead {
    private let bytes: [UInt8]

    /// The longest word that is taken for a method, in bytes, the space behind it counted.
    private static let longestMethod = 32

    init(_ bytes: ByteBuffer?) { self.bytes = bytes.map { Array($0.readableBytesView) } ?? [] }

    /// Whether it begins with a word that could be a method (RFC 9110 section 9.1), and none that the parser
    /// knows; then it is that word that the parser did not know.
    var isUnknownMethod: Bool {
        let word = bytes.prefix { $0 != .space }
        guard word.count < Self.longestMethod, word.isToken,
            case .RAW = HTTPMethod(rawValue: String(decoding: word, as: UTF8.self))
        else { return false }
        return true
    }

    /// The first rule that its lines break, else what they say together of the content's length; nil when
    /// neither is wrong.
    var fault: HeadFault? {
        for (number, line) in lines.enumerated() {
            if number > 0, line.isEnded, line.text.isEmpty { break }
            let rule =
                number == 0 ? line.faultOfFirst : line.faultOfField.map { .field(number, $0) }
            if let rule { return rule }
        }
        return faultOfLength
    }

    /// RFC 9112 section 6.3: how long the content is must be said once, in one way.
    private var faultOfLength: HeadFault? {
        let (lengths, codings) = (values(of: "content-length"), values(of: "transfer-encoding"))
        if lengths.count > 1 || !lengths.isEmpty && !codings.isEmpty { return .severalLengths }
        let isCoded = codings.count > 1 || codings.contains { $0 != "chunked" }
        if isCoded { return .transferCoding }
        let isLength = lengths.allSatisfy { $0.utf8.allSatisfy(\.isDigit) && Int($0) != nil }
        return isLength ? nil : .length
    }

    private func values(of name: String) -> [String] {
        lines.dropFirst().compactMap { line in
            guard let colon = line.text.firstIndex(of: .colon),
                String(decoding: line.text[..<colon], as: UTF8.self).lowercased() == name
            else { return nil }
            let value = String(decoding: line.text[(colon + 1)...], as: UTF8.self)
            return Substring(value).trimmingSpaces.lowercased()
        }
    }

    private var lines: [HeadLine] {
        let parts = bytes.split(separator: .lineFeed, omittingEmptySubsequences: false)
        return parts.enumerated().map { number, part in
            HeadLine(part, isFed: number + 1 < parts.count)
        }
    }
}

/// One line of a head: the first, or a field.
private struct HeadLine {
    /// What it says, without its end.
    let text: ArraySlice<UInt8>
    /// Whether a line feed came behind it.
    private let isFed: Bool
    /// Whether its CR came, and so no more of what it says.
    let isEnded: Bool

    init(_ line: ArraySlice<UInt8>, isFed: Bool) {
        self.isFed = isFed
        isEnded = line.last == .carriageReturn
        text = isEnded ? line.dropLast() : line
    }

    /// RFC 9112 section 2.2: lines end in CR LF, and no CR stands elsewhere.
    private var faultOfEnd: HeadFault.Line? {
        if text.contains(.carriageReturn) { return .loneReturn }
        return isFed && !isEnded ? .loneFeed : nil
    }

    /// RFC 9112 section 3: a method, a target and the version, with one space between; that the method is one
    /// is left to the parser.
    var faultOfFirst: HeadFault? {
        if let fault = faultOfEnd { return .field(0, fault) }
        let parts = text.split(separator: .space, omittingEmptySubsequences: false).dropFirst()
        guard let target = parts.first else { return isEnded ? .firstLine : nil }
        let versions = ["HTTP/1.1", "HTTP/1.0"].map { Array($0.utf8) }
        let isVersion =
            isEnded
            ? parts.count == 2 && versions.contains { $0.elementsEqual(parts[parts.endIndex - 1]) }
            : parts.count < 2 || versions.contains { $0.starts(with: parts[parts.endIndex - 1]) }
        guard parts.count <= 2, isVersion else { return .firstLine }
        guard target.allSatisfy({ (0x21...0x7E).contains($0) }) else { return .targetCharacter }
        return target.isEmpty || target.first == UInt8(ascii: "/") ? nil : .target
    }

    /// RFC 9112 section 5 and RFC 9110 section 5.
    var faultOfField: HeadFault.Line? {
        if let fault = faultOfEnd { return fault }
        if text.first?.isBlank == true { return .folded }
        guard let colon = text.firstIndex(of: .colon) else {
            return isEnded ? .noColon : text.isEmpty ? nil : Self.fault(ofName: text)
        }
        if let fault = Self.fault(ofName: text[..<colon]) { return fault }
        let value = text[(colon + 1)...]
        return value.allSatisfy { $0 >= .space && $0 != 0x7F || $0.isBlank } ? nil : .value
    }

    private static func fault(ofName name: ArraySlice<UInt8>) -> HeadFault.Line? {
        if name.contains(where: \.isBlank) { return .spaceInName }
        return name.isToken ? nil : .name
    }
}

extension Collection<UInt8> {
    /// RFC 9110 section 5.6.2.
    fileprivate var isToken: Bool { !isEmpty && allSatisfy(\.isTokenCharacter) }
}

extension UInt8 {
    fileprivate static let space = UInt8(ascii: " ")
    fileprivate static let colon = UInt8(ascii: ":")

    /// A space or a tab.
    fileprivate var isBlank: Bool { self == .space || self == UInt8(ascii: "\t") }

    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    fileprivate var isTokenCharacter: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(self)
        }
    }
}
