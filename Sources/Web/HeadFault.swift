// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1

/// The rule of RFC 9112 that the head of a request breaks.
///
/// Whatever two programs in a row could read differently is refused here, so that nobody can hide a
/// request within another's. Lengths that contradict, folded lines and bare line feeds are found by
/// NIO's parser before.
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
    /// The header is longer than the limit, or has more fields.
    case tooMuch(bytes: Int, fields: Int)
    /// It is not HTTP/1.1 at all, or has a length that is none.
    case malformed(String)

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
    /// - Parameter isUnknownMethod: whether what it calls no method is a word that could be one.
    init(
        _ error: HTTPParserError, limits: WebLimits, isUnknownMethod: () -> Bool
    ) {
        self =
            switch error {
            case .headerOverflow:
                .tooMuch(bytes: limits.headerBytes, fields: limits.headerFields)
            case .unexpectedContentLength:
                .malformed("Send one Content-Length, or Transfer-Encoding: chunked, not both.")
            case .invalidContentLength:
                .malformed("Content-Length must be one whole number of bytes, in digits alone.")
            // What the parser leaves to HTTP/2.
            case .paused: .version
            case .invalidVersion:
                .malformed("The first line must end in HTTP/1.1, CR and LF.")
            case .invalidMethod where isUnknownMethod(): .method
            case .invalidMethod: .malformed("The first line does not begin with a method.")
            case .invalidHeaderToken:
                .malformed("A header field is malformed, folded, or does not end in CR LF.")
            default: .malformed("This is not a request of HTTP/1.1 (RFC 9112).")
            }
    }

    /// What NIO's parser found behind the head of a request.
    init(within error: HTTPParserError, limits: WebLimits) {
        self =
            switch error {
            case .headerOverflow:
                .tooMuch(bytes: limits.headerBytes, fields: limits.headerFields)
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
        case .tooMuch(let bytes, let fields):
            "The header is longer than \(bytes) bytes, or has more than \(fields) fields."
        case .malformed(let why): why
        }
    }
}
