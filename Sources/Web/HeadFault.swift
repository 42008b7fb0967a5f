// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1

/// The rule of RFC 9112 that the head of a request breaks.
///
/// Whatever two programs in a row could read differently is refused here, so that nobody can hide a
/// request within another's. Lengths that contradict, folded lines and bare line feeds are refused by
/// NIO's parser before; which of these rules it was, `RefusedHead` finds.
enum HeadFault: Error, Sendable, Hashable {
    /// It is a version of HTTP after 1.1, or before 1.0.
    case version
    /// HTTP/1.1 wants a Host (RFC 9112 section 3.2).
    case noHost
    /// There is more than one Host.
    case severalHosts
    /// The Host is no name, address or empty, with or without a port.
    case malformedHost
    /// The target is not a path: a whole address, an authority or an asterisk (section 3.2).
    ///
    /// RFC 9112 section 3.2.2 would have whole addresses accepted, too. They name a host beside the field
    /// `Host`, of which two programs in a row may each believe another; nobody needs them here.
    case target
    /// The method is one that nothing here has (RFC 9110 section 15.6.2).
    case method
    /// There is another transfer coding than chunked, which HTTP/1.0 has not either (section 6.1).
    case transferCoding
    /// First line, header fields and trailer fields are longer than this limit together, in bytes.
    case tooLong(Int)
    /// There are more header fields than this limit, the trailer fields counted.
    case tooManyFields(Int)
    /// The chunks have longer extensions than this limit together, in bytes (section 7.1.1).
    case chunkExtensions(Int)
    /// A CR or LF stands alone before the request (section 2.2).
    case loneLineEnd
    /// The first line is not a method, a target and a version, with one space between (section 3).
    case firstLine
    /// The target has a character that must be percent-encoded (RFC 3986 section 2.1).
    case targetCharacter
    /// A line breaks a rule: which of the header fields, the first being 1, and the first line 0.
    case field(Int, Line)
    /// How long the content is is said more than once, or in two ways (section 6.3).
    case severalLengths
    /// The Content-Length is no number of bytes.
    case length
    /// It is not HTTP/1.1 at all.
    case malformed(String)

    /// A rule for one line of the head.
    enum Line: String, Sendable, Hashable, CaseIterable {
        case loneFeed = "ends in a line feed alone: end each line in CR LF (RFC 9112 section 2.2)"
        case loneReturn = "has a carriage return without a line feed (RFC 9112 section 2.2)"
        case folded = "begins with white space: write each field in one line (RFC 9112 section 5.2)"
        case noColon = "has no colon (RFC 9112 section 5)"
        case spaceInName = "has white space in its name, or before its colon (RFC 9112 section 5.1)"
        case name = "has a name that no field can have (RFC 9110 section 5.6.2)"
        case value = "has a control character in its value (RFC 9110 section 5.5)"
    }

    /// The first rule that a head breaks; nil when it is good.
    init?(_ head: HTTPRequestHead) {
        guard head.version.major == 1 else {
            self = .version
            return
        }
        // Looked through once: this is done for every request.
        var (host, hosts, coding) = ("", 0, String?.none)
        for (name, value) in head.headers {
            switch name.utf8.count {
            case 4 where name.lowercased() == "host":
                hosts += 1
                host = value
            case 17 where name.lowercased() == "transfer-encoding":
                coding = (coding.map { $0 + "," } ?? "") + value.lowercased()
            default: break
            }
        }
        if let coding, head.version == .http1_0 || coding != "chunked" {
            self = .transferCoding
        } else if hosts == 0, head.version != .http1_0 {
            self = .noHost
        } else if hosts > 1 {
            self = .severalHosts
        } else if !Self.isHost(host) {
            self = .malformedHost
        } else if !head.uri.utf8.starts(with: "/".utf8) || head.uri.utf8.contains(0x23) {
            self = .target
        } else {
            return nil
        }
    }

    /// What NIO's parser found.
    ///
    /// - Parameter head: what it read, as far as that came.
    init(_ error: HTTPParserError, in head: RefusedHead, limits: WebLimits) {
        self =
            switch error {
            // Of bytes it would have found too many later than they were counted before it.
            case .headerOverflow: .tooManyFields(limits.headerFields)
            // What the parser leaves to HTTP/2.
            case .paused: .version
            case .invalidMethod:
                head.isUnknownMethod
                    ? .method : .malformed("The first line does not begin with a method.")
            case .invalidEOFState: .malformed("The request ends before its header does.")
            default: head.fault ?? HeadFault(unexplained: error)
            }
    }

    /// What NIO's parser found, in its own words, where no rule was found to be broken.
    private init(unexplained error: HTTPParserError) {
        self =
            switch error {
            case .unexpectedContentLength: .severalLengths
            case .invalidContentLength: .length
            case .invalidVersion: .firstLine
            case .invalidHeaderToken:
                .malformed("A header field is malformed, folded, or does not end in CR LF.")
            default: .malformed("This is not a request of HTTP/1.1 (RFC 9112).")
            }
    }

    /// What NIO's parser found behind the head of a request.
    init(within error: HTTPParserError, limits: WebLimits) {
        self =
            switch error {
            case .headerOverflow: .tooManyFields(limits.headerFields)
            case .invalidHeaderToken:
                .malformed("A trailer field is malformed, folded, or does not end in CR LF.")
            default:
                .malformed(
                    "The content ends before its length, or is not chunked as RFC 9112 section 7.1 has "
                        + "it: a length in hexadecimal digits, CR LF, so many bytes, CR LF, and at the end "
                        + "a chunk of length 0.")
            }
    }

    /// Letters, digits and what addresses are written with; no `@`, slash, comma or space.
    private static func isHost(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "-._~:[]%".utf8.contains(byte)
            }
        }
    }

    /// What is wrong, and what to send.
    var explanation: String {
        switch self {
        case .version: "This listener speaks HTTP/1.1."
        case .noHost: "HTTP/1.1 needs a Host field (RFC 9112 section 3.2)."
        case .severalHosts: "Send one Host field."
        case .malformedHost: "The Host field must be a name or an address, with or without a port."
        case .target:
            "Ask for a path that begins with a slash and has no fragment (RFC 9112 section 3.2.1). A whole "
                + "address, an authority or an asterisk is refused here: none may name a host beside Host."
        case .method: "No path here has that method: methods are GET, HEAD and POST, in capitals."
        case .transferCoding: "The only Transfer-Encoding is chunked, once, and in HTTP/1.1."
        case .tooLong(let bytes):
            "The first line, the header fields and any trailer fields are longer than \(bytes) bytes "
                + "together, with their line ends and the empty line behind them."
        case .tooManyFields(let fields):
            "There are more than \(fields) header fields, trailer fields among them."
        case .chunkExtensions(let bytes):
            "The extensions of the chunks are longer than \(bytes) bytes together, zeros before a length "
                + "among them (RFC 9112 section 7.1.1); nothing here reads any: send none."
        case .loneLineEnd:
            "A CR or LF stands alone before the request: an empty line ends in CR LF (RFC 9112 section "
                + "2.2)."
        case .firstLine:
            "The first line must be a method, a target and HTTP/1.1 in capitals, with one space between, "
                + "CR and LF; a space in the target is written %20 (RFC 9112 section 3)."
        case .targetCharacter:
            "The target has a character that must be percent-encoded (RFC 3986 section 2.1)."
        case .field(0, let rule): "The first line \(rule.rawValue)."
        case .field(let number, let rule): "Header field \(number) \(rule.rawValue)."
        case .severalLengths:
            "Send one Content-Length, or Transfer-Encoding: chunked, not both (RFC 9112 section 6.3)."
        case .length: "Content-Length must be one whole number of bytes, in digits alone."
        case .malformed(let why): why
        }
    }

    /// The limit that was reached; nil when it was none.
    var limit: WebLimit? {
        switch self {
        case .tooLong, .tooManyFields: .header
        case .chunkExtensions: .chunkExtensionBytes
        default: nil
        }
    }
}
